package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;

/// Commands that every shard understands. Kinds 1–15.
public sealed interface ShardCommand extends Command {

    int FEATURE = 1;
    int SNAPSHOT_TAKEN = 2;
    int SNAPSHOT_CONFIRMED = 3;
    int SWEEP = 4;

    /// From the next entry on, commands and rules of this feature level may be used.
    record Feature(int level) implements ShardCommand {

        @Override
        public int kind() {
            return FEATURE;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(level);
        }

        static Feature read(ByteReader in) {
            return new Feature(in.varint32());
        }
    }

    /// A snapshot of the state after `sequence` was written.
    ///
    /// @param hash of the encoded state
    record SnapshotTaken(long sequence, Id128 hash) implements ShardCommand {

        @Override
        public int kind() {
            return SNAPSHOT_TAKEN;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(sequence).id(hash);
        }

        static SnapshotTaken read(ByteReader in) {
            return new SnapshotTaken(in.varint(), in.id());
        }
    }

    /// A second fold, made from an earlier snapshot and the entries since, came to the same hash.
    record SnapshotConfirmed(long sequence, Id128 hash) implements ShardCommand {

        @Override
        public int kind() {
            return SNAPSHOT_CONFIRMED;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(sequence).id(hash);
        }

        static SnapshotConfirmed read(ByteReader in) {
            return new SnapshotConfirmed(in.varint(), in.id());
        }
    }

    /// From now on the shard refuses every command that newly names an object of an epoch below this.
    record Sweep(long belowEpoch) implements ShardCommand {

        @Override
        public int kind() {
            return SWEEP;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(belowEpoch);
        }

        static Sweep read(ByteReader in) {
            return new Sweep(in.varint());
        }
    }
}
