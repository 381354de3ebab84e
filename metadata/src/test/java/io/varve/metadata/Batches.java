package io.varve.metadata;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.storage.segment.FooterPlace;
import io.varve.storage.segment.SegmentStats;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
import java.util.List;

/// Short words for the commands that tests write over and over.
public final class Batches {

    public static final TopicId TOPIC = new TopicId(1, 2);
    public static final Id128 WRITER = new Id128(7, 7);
    public static final int BATCH_BYTES = 100;

    private Batches() {}

    public static TopicIdPartition partition(int number) {
        return new TopicIdPartition(TOPIC, number);
    }

    /// A batch of a producer that is not idempotent.
    public static BatchMeta plain(int records) {
        return new BatchMeta(records, BATCH_BYTES, 1000, (short) 0, -1, (short) -1, -1);
    }

    public static BatchMeta idempotent(long producerId, int epoch, int sequence, int records) {
        return new BatchMeta(records, BATCH_BYTES, 1000, (short) 0, producerId, (short) epoch, sequence);
    }

    /// A batch that is part of a transaction.
    public static BatchMeta transactional(long producerId, int epoch, int sequence, int records) {
        return new BatchMeta(records, BATCH_BYTES, 1000, (short) 0x10, producerId, (short) epoch, sequence);
    }

    public static RunTable table(int partition, BatchMeta... batches) {
        return new RunTable(List.of(new PartitionBatches(partition(partition), 64, List.of(batches))));
    }

    public static ObjectRef object(long number) {
        return new ObjectRef(ObjectRef.Kind.WAL, 0, WRITER, number);
    }

    /// A segment of offsets `[base, end)`.
    public static SegmentRef segment(long number, long base, long end) {
        return new SegmentRef(
                new ObjectRef(ObjectRef.Kind.SEGMENT, 0, WRITER, number),
                new FooterPlace(4 + (int) number, 100, -7),
                new SegmentStats(end - base, base, end - 1, 900, 1000, 0, 0, 5, 6));
    }

    /// The flush of this number in an object of the same number.
    public static LogCommand.Flush flush(long number, RunTable table) {
        return new LogCommand.Flush(new FlushId(WRITER, number, number == 0), object(number), table);
    }
}
