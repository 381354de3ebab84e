package io.varve.simulation.check;

import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Source;
import io.varve.storage.batch.RecordBatchLayout;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.RunTable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Objects that hold batches of which a header is all that there is.
final class MemoryContents implements Contents {

    private final Map<ObjectRef, ByteBuffer> objects = new HashMap<>();

    void put(ObjectRef object, BatchMeta... batches) {
        objects.put(object, bytes(List.of(batches)));
    }

    @Override
    public boolean has(ObjectRef object) {
        return objects.containsKey(object);
    }

    @Override
    public List<ByteBuffer> batches(Source source, int position, int sizeBytes) {
        return BucketContents.split(objects.get((ObjectRef) source).slice(position, sizeBytes));
    }

    static ByteBuffer bytes(RunTable table) {
        return bytes(table.partitions().stream()
                .flatMap(partition -> partition.batches().stream())
                .toList());
    }

    private static ByteBuffer bytes(List<BatchMeta> batches) {
        ByteBuffer bytes = ByteBuffer.allocate(
                batches.stream().mapToInt(BatchMeta::sizeBytes).sum());
        int at = 0;
        for (BatchMeta batch : batches) {
            bytes.put(at + RecordBatchLayout.MAGIC, RecordBatchLayout.MAGIC_V2)
                    .putInt(at + RecordBatchLayout.LENGTH, batch.sizeBytes() - RecordBatchLayout.LOG_OVERHEAD_BYTES)
                    .putShort(at + RecordBatchLayout.ATTRIBUTES, batch.attributes())
                    .putInt(at + RecordBatchLayout.LAST_OFFSET_DELTA, batch.recordCount() - 1)
                    .putLong(at + RecordBatchLayout.MAX_TIMESTAMP, batch.maxTimestampMs())
                    .putLong(at + RecordBatchLayout.PRODUCER_ID, batch.producerId())
                    .putShort(at + RecordBatchLayout.PRODUCER_EPOCH, batch.producerEpoch())
                    .putInt(at + RecordBatchLayout.BASE_SEQUENCE, batch.baseSequence())
                    .putInt(at + RecordBatchLayout.RECORD_COUNT, batch.recordCount());
            at += batch.sizeBytes();
        }
        return bytes;
    }
}
