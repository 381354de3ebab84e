package io.varve.benchmarks.load;

import io.varve.core.Crc32c;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;

/// A produce request, encoded once and sent many times: in between only its values, checksums and correlation id are
/// written anew. Kafka's own classes encode it, and tell where in it everything lies. Not thread-safe.
final class ProduceFrame {

    static final short VERSION = 12;

    private static final int CORRELATION_ID = Integer.BYTES + Short.BYTES + Short.BYTES;
    private static final short ACKS_ALL = -1;
    private static final int TIMEOUT_MS = 30_000;

    private final RecordShape shape;
    private final ByteBuffer bytes;
    private final List<Batch> batches = new ArrayList<>();

    private long dueNanos;

    /// A batch within the frame.
    private record Batch(int position, int sizeBytes, int[] valuePositions) {}

    private ProduceFrame(RecordShape shape, ByteBuffer encoded) {
        this.shape = shape;
        bytes = ByteBuffer.allocateDirect(encoded.remaining()).put(encoded).flip();
    }

    /// A request with one batch for each of the partitions.
    static ProduceFrame of(RecordShape shape, int[] partitions, String clientId) {
        var header = new RequestHeader(ApiKeys.PRODUCE, VERSION, clientId, 0);
        ByteBuffer request = ProduceRequest.builder(request(shape, partitions))
                .build(VERSION)
                .serializeWithHeader(header);
        ByteBuffer encoded = ByteBuffer.allocate(Integer.BYTES + request.remaining())
                .putInt(request.remaining())
                .put(request)
                .flip();
        var frame = new ProduceFrame(shape, encoded);
        frame.locate(encoded);
        return frame;
    }

    /// Writes everything anew that must not be as it was.
    ///
    /// @param dueNanos when it was to be sent
    ByteBuffer renew(int correlationId, long dueNanos, FreshBytes fresh) {
        this.dueNanos = dueNanos;
        bytes.putInt(CORRELATION_ID, correlationId);
        for (Batch batch : batches) {
            for (int position : batch.valuePositions()) {
                fresh.fill(bytes, position, shape.valueBytes());
            }
            int checked = batch.position() + RecordBatchLayout.ATTRIBUTES;
            bytes.putInt(
                    batch.position() + RecordBatchLayout.CRC,
                    Crc32c.of(bytes.slice(checked, batch.position() + batch.sizeBytes() - checked)));
        }
        return bytes.duplicate();
    }

    /// When it was to be sent the last time.
    long dueNanos() {
        return dueNanos;
    }

    long records() {
        return (long) batches.size() * shape.batchRecords();
    }

    long valueBytes() {
        return batches.size() * shape.batchValueBytes();
    }

    private static ProduceRequestData request(RecordShape shape, int[] partitions) {
        var topic = new TopicProduceData().setName(shape.topic());
        for (int partition : partitions) {
            topic.partitionData()
                    .add(new PartitionProduceData().setIndex(partition).setRecords(batch(shape)));
        }
        var request = new ProduceRequestData().setAcks(ACKS_ALL).setTimeoutMs(TIMEOUT_MS);
        request.topicData().add(topic);
        return request;
    }

    private static MemoryRecords batch(RecordShape shape) {
        var buffer = ByteBuffer.allocate(Math.toIntExact(2 * shape.batchValueBytes()) + 1024);
        try (var builder = MemoryRecords.builder(buffer, Compression.NONE, TimestampType.CREATE_TIME, 0L)) {
            long nowMs = System.currentTimeMillis();
            for (int i = 0; i < shape.batchRecords(); i++) {
                builder.append(nowMs, null, new byte[shape.valueBytes()]);
            }
            return builder.build();
        }
    }

    /// Reads the frame as a node would: what it finds are slices of it.
    private void locate(ByteBuffer frame) {
        ByteBuffer request = frame.duplicate().position(Integer.BYTES);
        RequestHeader.parse(request);
        var data = new ProduceRequestData(new ByteBufferAccessor(request), VERSION);
        for (TopicProduceData topic : data.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                locate((MemoryRecords) partition.records());
            }
        }
    }

    private void locate(MemoryRecords records) {
        var positions = new ArrayList<Integer>();
        for (Record record : records.records()) {
            positions.add(record.value().arrayOffset());
        }
        ByteBuffer batch = records.buffer();
        batches.add(new Batch(
                batch.arrayOffset() + batch.position(),
                batch.remaining(),
                positions.stream().mapToInt(Integer::intValue).toArray()));
    }
}
