package io.varve.storage.wal;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// What a flush holds of one shard: batches sorted by topic id, partition and arrival, without gaps between them, so
/// that positions follow from sizes.
///
/// ```
///   varint firstPosition · i64 baseTimestamp · varint topics
///     topic:      16 bytes id · varint partitions
///     partition:  varint number · varint gap before its first batch · varint batches
///     batch:      varint records · varint bytes · zigzag maxTimestamp − baseTimestamp · varint attributes
///                 zigzag producerId [· varint epoch · varint sequence, if the id is not −1]
/// ```
public record RunTable(List<PartitionBatches> partitions) {

    private static final int MIN_TOPIC_BYTES = 16 + 1;
    private static final int MIN_PARTITION_BYTES = 3;
    private static final int MIN_BATCH_BYTES = 5;

    public RunTable {
        if (partitions.isEmpty()) {
            throw new IllegalArgumentException("a run table without partitions");
        }
        partitions = List.copyOf(partitions);
    }

    public int firstPosition() {
        return partitions.getFirst().position();
    }

    /// The position behind the last batch.
    public int endPosition() {
        return partitions.getLast().endPosition();
    }

    public int batchCount() {
        return partitions.stream().mapToInt(p -> p.batches().size()).sum();
    }

    /// The same batches, `by` bytes further on.
    public RunTable shifted(int by) {
        return new RunTable(partitions.stream()
                .map(p -> new PartitionBatches(p.partition(), p.position() + by, p.batches()))
                .toList());
    }

    /// The chosen batches, by their index over the whole table, where they are; empty if none is chosen.
    public Optional<RunTable> select(BitSet chosen) {
        var selected = new ArrayList<PartitionBatches>();
        int index = 0;
        for (PartitionBatches partition : partitions) {
            int position = partition.position();
            int runPosition = position;
            var run = new ArrayList<BatchMeta>();
            for (BatchMeta batch : partition.batches()) {
                if (chosen.get(index++)) {
                    if (run.isEmpty()) {
                        runPosition = position;
                    }
                    run.add(batch);
                } else if (!run.isEmpty()) {
                    selected.add(new PartitionBatches(partition.partition(), runPosition, run));
                    run = new ArrayList<>();
                }
                position += batch.sizeBytes();
            }
            if (!run.isEmpty()) {
                selected.add(new PartitionBatches(partition.partition(), runPosition, run));
            }
        }
        return selected.isEmpty() ? Optional.empty() : Optional.of(new RunTable(selected));
    }

    public void write(ByteWriter out) {
        long baseTimestampMs = partitions.getFirst().batches().getFirst().maxTimestampMs();
        out.varint(firstPosition()).i64(baseTimestampMs).varint(topicCount());
        TopicId topic = null;
        int expected = firstPosition();
        for (int i = 0; i < partitions.size(); i++) {
            PartitionBatches partition = partitions.get(i);
            if (!partition.partition().topicId().equals(topic)) {
                topic = partition.partition().topicId();
                out.topicId(topic).varint(partitionsOfTopicFrom(i));
            }
            out.varint(partition.partition().partition())
                    .varint(partition.position() - expected)
                    .varint(partition.batches().size());
            expected = partition.endPosition();
            for (BatchMeta batch : partition.batches()) {
                writeBatch(out, batch, baseTimestampMs);
            }
        }
    }

    /// @throws MalformedDataException if the bytes are no run table
    public static RunTable read(ByteReader in) {
        int position = in.varint32();
        long baseTimestampMs = in.i64();
        int topics = in.count(MIN_TOPIC_BYTES);
        var partitions = new ArrayList<PartitionBatches>();
        for (int t = 0; t < topics; t++) {
            TopicId topicId = in.topicId();
            int partitionsOfTopic = in.count(MIN_PARTITION_BYTES);
            for (int p = 0; p < partitionsOfTopic; p++) {
                var partition = new TopicIdPartition(topicId, in.varint32());
                position = add(position, in.varint32());
                var run = new PartitionBatches(partition, position, readBatches(in, baseTimestampMs));
                partitions.add(run);
                position = add(position, run.sizeBytes());
            }
        }
        if (partitions.isEmpty()) {
            throw new MalformedDataException("a run table without partitions");
        }
        return new RunTable(partitions);
    }

    private static int add(int position, int bytes) {
        if (position > Integer.MAX_VALUE - bytes) {
            throw new MalformedDataException("a batch at " + position + " + " + bytes + " is beyond any object");
        }
        return position + bytes;
    }

    private static List<BatchMeta> readBatches(ByteReader in, long baseTimestampMs) {
        int count = in.count(MIN_BATCH_BYTES);
        if (count == 0) {
            throw new MalformedDataException("a partition without batches at position " + in.position());
        }
        var batches = new ArrayList<BatchMeta>(count);
        for (int b = 0; b < count; b++) {
            batches.add(readBatch(in, baseTimestampMs));
        }
        return batches;
    }

    private static BatchMeta readBatch(ByteReader in, long baseTimestampMs) {
        int records = in.varint32();
        int bytes = in.varint32();
        if (records == 0 || bytes == 0) {
            throw new MalformedDataException("an empty batch at position " + in.position());
        }
        long maxTimestampMs = in.zigzag() + baseTimestampMs;
        short attributes = (short) in.varint32();
        long producerId = in.zigzag();
        boolean idempotent = producerId != BatchMeta.NO_PRODUCER_ID;
        short epoch = idempotent ? (short) in.varint32() : BatchMeta.NO_PRODUCER_EPOCH;
        int sequence = idempotent ? in.varint32() : BatchMeta.NO_SEQUENCE;
        return new BatchMeta(records, bytes, maxTimestampMs, attributes, producerId, epoch, sequence);
    }

    private static void writeBatch(ByteWriter out, BatchMeta batch, long baseTimestampMs) {
        out.varint(batch.recordCount())
                .varint(batch.sizeBytes())
                .zigzag(batch.maxTimestampMs() - baseTimestampMs)
                .varint(batch.attributes() & 0xFFFF)
                .zigzag(batch.producerId());
        if (batch.idempotent()) {
            out.varint(batch.producerEpoch()).varint(batch.baseSequence());
        }
    }

    private int topicCount() {
        int count = 0;
        TopicId topic = null;
        for (PartitionBatches partition : partitions) {
            if (!partition.partition().topicId().equals(topic)) {
                topic = partition.partition().topicId();
                count++;
            }
        }
        return count;
    }

    private int partitionsOfTopicFrom(int index) {
        TopicId topic = partitions.get(index).partition().topicId();
        int end = index;
        while (end < partitions.size()
                && partitions.get(end).partition().topicId().equals(topic)) {
            end++;
        }
        return end - index;
    }
}
