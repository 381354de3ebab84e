package io.varve.groups.coordinator;

import io.varve.groups.claim.ClaimLostException;
import io.varve.groups.claim.HeldClaim;
import io.varve.metadata.entry.GroupRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.coordinator.common.runtime.PartitionWriter;

/// The log of one shard under one claim, as Kafka's coordinator writes to it: an append gets its offsets at once, and
/// is durable when the high watermark has come so far.
final class ClaimLog {

    private final HeldClaim claim;
    private final TopicPartition shard;
    private final Set<PartitionWriter.Listener> listeners = new CopyOnWriteArraySet<>();

    /// Set when the log is loaded, and then owned by whoever holds the coordinator's lock of the shard.
    private long endOffset;

    ClaimLog(HeldClaim claim, TopicPartition shard) {
        this.claim = claim;
        this.shard = shard;
    }

    HeldClaim claim() {
        return claim;
    }

    Set<PartitionWriter.Listener> listeners() {
        return listeners;
    }

    /// What the coordinator begins with.
    HeldClaim.Contents load() {
        HeldClaim.Contents contents = claim.contents();
        endOffset = contents.endOffset();
        return contents;
    }

    /// @return the offset after the last record
    long append(MemoryRecords batch) {
        var records = new ArrayList<GroupRecord>();
        for (Record each : batch.records()) {
            records.add(new GroupRecord(copy(each.key()), each.hasValue() ? copy(each.value()) : null));
        }
        long end = endOffset + records.size();
        write(records, end);
        endOffset = end;
        return end;
    }

    private void write(List<GroupRecord> records, long end) {
        try {
            claim.write(records, () -> listeners.forEach(listener -> listener.onHighWatermarkUpdated(shard, end)));
        } catch (ClaimLostException e) {
            throw new NotCoordinatorException(e.getMessage());
        }
    }

    /// The coordinator uses its buffers again.
    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }
}
