package io.varve.metadata.replica;

import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes snapshots of a shard and confirms them by a second fold.
///
/// A snapshot comes from the live state. Its confirmation comes from an earlier confirmed snapshot (or nothing) and the
/// entries since, folded into a state of its own: only when both have the same hash may entries be trimmed.
public final class Snapshotter<S extends ShardState<D>, D extends Draft> {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    private final Replica<S, D> replica;
    private final Appender<S, D> appender;
    private final Snapshots snapshots;
    private final int everyEntries;

    public Snapshotter(Replica<S, D> replica, Appender<S, D> appender, Snapshots snapshots, int everyEntries) {
        this.replica = replica;
        this.appender = appender;
        this.snapshots = snapshots;
        this.everyEntries = everyEntries;
    }

    /// Confirms a snapshot that waits for it, or writes one if enough entries have come since the last.
    public void workIfDue() {
        ShardFacts facts = replica.query(ShardState::facts);
        Optional<Map.Entry<Long, ShardFacts.Snapshot>> waiting = facts.snapshots().entrySet().stream()
                .filter(snapshot -> !snapshot.getValue().confirmed())
                .findFirst();
        long last = facts.snapshots().keySet().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(-1);
        if (waiting.isPresent()) {
            confirm(facts, waiting.get().getKey(), waiting.get().getValue());
        } else if (replica.appliedSequence() - last >= everyEntries) {
            write();
        }
    }

    /// Writes a snapshot of the present state and records it.
    public void write() {
        Snapshots.Loaded encoded = replica.encode();
        snapshots.write(encoded.name(), encoded.state());
        propose(new ShardCommand.SnapshotTaken(
                encoded.name().sequence(), encoded.name().hash()));
        LOG.info(
                "snapshot written shard={} sequence={} bytes={}",
                replica.shard(),
                encoded.name().sequence(),
                encoded.state().remaining());
    }

    private void confirm(ShardFacts facts, long sequence, ShardFacts.Snapshot snapshot) {
        S folded = replica.fold(base(facts, sequence), sequence);
        Snapshots.Loaded encoded = Replica.encode(replica.shard(), folded);
        if (!encoded.name().hash().equals(snapshot.hash())) {
            LOG.error(
                    "a second fold disagrees with a snapshot, nothing will be trimmed shard={} sequence={} snapshot={} fold={}",
                    replica.shard(),
                    sequence,
                    snapshot.hash(),
                    encoded.name().hash());
            return;
        }
        // What is read back is what a node would start from.
        snapshots.read(new Snapshots.Name(replica.shard(), sequence, snapshot.hash()));
        propose(new ShardCommand.SnapshotConfirmed(sequence, snapshot.hash()));
    }

    /// The newest confirmed snapshot before the sequence, or the state before the first entry.
    private ByteBuffer base(ShardFacts facts, long sequence) {
        return facts.snapshots().entrySet().stream()
                .filter(earlier ->
                        earlier.getKey() < sequence && earlier.getValue().confirmed())
                .reduce((first, second) -> second)
                .map(earlier -> snapshots
                        .read(new Snapshots.Name(
                                replica.shard(),
                                earlier.getKey(),
                                earlier.getValue().hash()))
                        .state())
                .orElseGet(replica::encodeEmpty);
    }

    private void propose(Command command) {
        try {
            appender.propose(command).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
