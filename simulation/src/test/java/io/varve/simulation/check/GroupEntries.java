package io.varve.simulation.check;

import io.varve.core.Id128;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.GroupRecord;
import io.varve.metadata.entry.GroupRecords;
import io.varve.metadata.journal.ShardId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/// What coordinators write, and a ledger that follows it.
final class GroupEntries {

    static final String GROUP = "team";
    static final ShardId SHARD = ShardId.group(0);

    private static final short OFFSET_COMMIT = 1;
    private static final short CONSUMER_GROUP_METADATA = 3;
    private static final short VERSION = 0;

    final GroupLedger ledger = new GroupLedger(new TransactionLedger(partition -> null));
    private long epoch;
    private long writes;

    /// A process claims the shard, as the last one so far.
    void claim(long incarnation) {
        ledger.follow(SHARD, new GroupCommand.Claim(++epoch, 1, new Id128(incarnation, 0)));
        writes = 0;
    }

    /// The coordinator of now writes.
    void write(GroupRecord record) {
        ledger.follow(SHARD, new GroupCommand.Write(epoch, writes++, GroupRecords.of(List.of(record))));
    }

    static GroupRecord commit(TopicPartition partition, long offset) {
        ByteBuffer key = string(string(ByteBuffer.allocate(100).putShort(OFFSET_COMMIT), GROUP), partition.topic())
                .putInt(partition.partition());
        return new GroupRecord(
                key.flip(),
                ByteBuffer.allocate(100).putShort(VERSION).putLong(offset).flip());
    }

    static GroupRecord epoch(int epoch) {
        ByteBuffer key = string(ByteBuffer.allocate(100).putShort(CONSUMER_GROUP_METADATA), GROUP);
        return new GroupRecord(
                key.flip(),
                ByteBuffer.allocate(100).putShort(VERSION).putInt(epoch).flip());
    }

    static GroupRecord removal(GroupRecord of) {
        return new GroupRecord(of.key(), null);
    }

    private static ByteBuffer string(ByteBuffer to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return to.putShort((short) bytes.length).put(bytes);
    }
}
