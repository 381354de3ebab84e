package io.varve.simulation.model;

import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.ShardCommand;

/// A command that waits at a writer for its place.
record Asked(Command command, Id128 fingerprint) {

    static Asked of(Command command) {
        var encoded = new ByteWriter();
        command.write(encoded);
        return new Asked(
                command,
                new Fingerprint().mix(command.kind()).mix(encoded.toByteArray()).value());
    }

    boolean concernsSnapshots() {
        return command instanceof ShardCommand.SnapshotTaken || command instanceof ShardCommand.SnapshotConfirmed;
    }
}
