package io.varve.table;

import io.varve.metadata.log.TopicSegment;
import io.varve.storage.segment.SegmentStats;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SerializableFunction;

/// Segments as data files, with bounds of what engines skip files by.
final class SegmentFiles {

    private static final long MICROS_PER_MS = 1000;

    private final Warehouse warehouse;

    SegmentFiles(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /// @param spec of the table
    /// @throws IllegalStateException if the rows are not of one partition of the table
    DataFile of(TopicSegment segment, PartitionSpec spec) {
        DataFiles.Builder file = DataFiles.builder(spec);
        if (spec.isPartitioned()) {
            file.withPartition(partition(segment, spec));
        }
        return file.withPath(warehouse.locationOf(segment.segment().object()))
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(segment.segment().footer().objectSizeBytes())
                .withMetrics(metrics(segment.partition(), segment.segment().stats()))
                .withSortOrder(TopicTable.ORDER)
                .build();
    }

    private static PartitionData partition(TopicSegment segment, PartitionSpec spec) {
        var values = new PartitionData(spec.partitionType());
        for (int i = 0; i < spec.fields().size(); i++) {
            SerializableFunction<Long, Object> period = period(spec.fields().get(i));
            SegmentStats stats = segment.segment().stats();
            Object value = period.apply(Math.multiplyExact(stats.minIngestMs(), MICROS_PER_MS));
            if (!value.equals(period.apply(Math.multiplyExact(stats.maxIngestMs(), MICROS_PER_MS)))) {
                throw new IllegalStateException("the segment "
                        + segment.segment().object() + " has rows of several partitions of its table, by " + spec);
            }
            values.set(i, value);
        }
        return values;
    }

    /// What a time of ingest becomes.
    @SuppressWarnings("unchecked") // the spec is of our making
    private static SerializableFunction<Long, Object> period(PartitionField field) {
        return ((Transform<Long, Object>) field.transform()).bind(Types.TimestampType.withZone());
    }

    private static Metrics metrics(int partition, SegmentStats stats) {
        var values = new HashMap<Integer, Long>();
        var nulls = new HashMap<Integer, Long>();
        TopicTable.SCHEMA.columns().stream()
                .filter(column -> column.type().isPrimitiveType())
                .forEach(column -> {
                    values.put(column.fieldId(), stats.rowCount());
                    if (column.isRequired()) {
                        nulls.put(column.fieldId(), 0L);
                    }
                });
        nulls.put(TopicTable.TIMESTAMP, stats.nullTimestamps());
        nulls.put(TopicTable.VALUE, stats.tombstones());
        boolean timed = stats.nullTimestamps() < stats.rowCount();
        Map<Integer, ByteBuffer> lower =
                bounds(partition, stats.firstOffset(), stats.minTimestampMs(), stats.minIngestMs(), timed);
        Map<Integer, ByteBuffer> upper =
                bounds(partition, stats.lastOffset(), stats.maxTimestampMs(), stats.maxIngestMs(), timed);
        return new Metrics(stats.rowCount(), null, values, nulls, null, lower, upper);
    }

    /// @param timed whether any row has a timestamp
    private static Map<Integer, ByteBuffer> bounds(
            int partition, long offset, long timestampMs, long ingestMs, boolean timed) {
        var bounds = new HashMap<Integer, ByteBuffer>();
        bounds.put(TopicTable.PARTITION, Conversions.toByteBuffer(Types.IntegerType.get(), partition));
        bounds.put(TopicTable.OFFSET, Conversions.toByteBuffer(Types.LongType.get(), offset));
        bounds.put(TopicTable.INGEST_TIME, micros(ingestMs));
        if (timed) {
            bounds.put(TopicTable.TIMESTAMP, micros(timestampMs));
        }
        return bounds;
    }

    private static ByteBuffer micros(long ms) {
        Type type = Types.TimestampType.withZone();
        return Conversions.toByteBuffer(type, Math.multiplyExact(ms, MICROS_PER_MS));
    }
}
