package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;

/// Commands of the group shards. Kinds 64–79.
public sealed interface GroupCommand extends Command {

    int CLAIM = 64;
    int WRITE = 65;

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

    /// Records of the coordinator.
    ///
    /// @param epoch of its claim; refused under any other
    /// @param number how many writes of this claim came before; refused if one of them is missing, since the
    ///     coordinator has built on it
    record Write(long epoch, long number, GroupRecords records) implements GroupCommand {

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
}
