package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;

/// Commands of the group shards. Kinds 64–79.
public sealed interface GroupCommand extends Command {

    int CLAIM = 64;
    int WRITE = 65;
    int WRITE_PENDING = 66;
    int END_PENDING = 67;

    /// A node becomes the coordinator of the shard's groups, and whoever was it before may no longer write.
    ///
    /// @param epoch one more than that of the claim before; any other is refused, for the claimant has not seen the
    ///     claim that it wants to end
    record Claim(long epoch, int nodeId, Id128 incarnation) implements GroupCommand {

        @Override
        public int kind() {
            return CLAIM;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(epoch).varint(nodeId).id(incarnation);
        }

        static Claim read(ByteReader in) {
            return new Claim(in.varint(), in.varint32(), in.id());
        }
    }

    /// What only the coordinator writes.
    sealed interface Writing extends GroupCommand permits Write, WritePending, EndPending {

        /// Of the coordinator's claim; refused under any other.
        long epoch();

        /// How many writes of this claim came before; refused if one of them is missing, since the
        /// coordinator has built on it.
        long number();
    }

    /// Records of the coordinator.
    record Write(long epoch, long number, GroupRecords records) implements Writing {

        @Override
        public int kind() {
            return WRITE;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(epoch).varint(number);
            records.write(out);
        }

        static Write read(ByteReader in) {
            return new Write(in.varint(), in.varint(), GroupRecords.read(in));
        }
    }

    /// Records of the coordinator that count once the transaction of a producer is committed.
    record WritePending(long epoch, long number, ProducerIdAndEpoch producer, GroupRecords records) implements Writing {

        @Override
        public int kind() {
            return WRITE_PENDING;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(epoch).varint(number);
            producer.write(out);
            records.write(out);
        }

        static WritePending read(ByteReader in) {
            return new WritePending(in.varint(), in.varint(), ProducerIdAndEpoch.read(in), GroupRecords.read(in));
        }
    }

    /// The transaction of a producer is decided.
    record EndPending(long epoch, long number, ProducerIdAndEpoch producer, boolean commit) implements Writing {

        @Override
        public int kind() {
            return END_PENDING;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(epoch).varint(number);
            producer.write(out);
            out.u8(commit ? 1 : 0);
        }

        static EndPending read(ByteReader in) {
            return new EndPending(in.varint(), in.varint(), ProducerIdAndEpoch.read(in), in.u8() == 1);
        }
    }
}
