package io.varve.segment.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.varve.core.MalformedDataException;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.parquet.SegmentFooter.RowGroupPlace;
import io.varve.storage.batch.BatchHeader;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/// Goes once through the rows of one row group. A page of each column is in memory, not more. Not thread-safe.
final class RowGroupReading {

    private final int partition;
    private final long rowCount;
    private final ColumnReader[] columns;
    private final BatchAssembly assembly = new BatchAssembly();

    RowGroupReading(int partition, RowGroupPlace place, ByteBuffer rowGroup, ZstdDecompressCtx zstd) {
        this.partition = partition;
        this.rowCount = place.rowCount();
        columns = new ColumnReader[SegmentSchema.COLUMNS.size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = ColumnReaders.open(c, place, rowGroup, zstd);
        }
    }

    void readAll(Consumer<OpenBatch> sink) {
        BatchColumns batch = null;
        for (long row = 0; row < rowCount; row++) {
            if (columns[SegmentSchema.BASE_OFFSET].getCurrentDefinitionLevel() > 0) {
                if (batch != null) {
                    sink.accept(assembly.finish(batch));
                }
                batch = batchColumns();
            } else {
                for (int column = SegmentSchema.BASE_OFFSET; column <= SegmentSchema.MAX_TIMESTAMP; column++) {
                    columns[column].consume();
                }
            }
            if (batch == null) {
                throw new MalformedDataException("a row group that does not begin with a batch");
            }
            addRow(batch);
        }
        if (batch != null) {
            sink.accept(assembly.finish(batch));
        }
    }

    private BatchColumns batchColumns() {
        var batch = new BatchColumns(
                takeLong(SegmentSchema.BASE_OFFSET),
                takeInt(SegmentSchema.LAST_OFFSET_DELTA),
                takeLong(SegmentSchema.PRODUCER_ID),
                (short) takeInt(SegmentSchema.PRODUCER_EPOCH),
                takeInt(SegmentSchema.BASE_SEQUENCE),
                (short) takeInt(SegmentSchema.ATTRIBUTES),
                takeLong(SegmentSchema.BASE_TIMESTAMP),
                takeLong(SegmentSchema.MAX_TIMESTAMP),
                Timestamps.ms(columns[SegmentSchema.INGEST_TIME].getLong()));
        if (batch.baseOffset() < 0 || batch.lastOffsetDelta() < 0 || batch.ingestMs() < 0) {
            throw new MalformedDataException("rows of no batch: " + batch);
        }
        return batch;
    }

    private void addRow(BatchColumns batch) {
        long delta = takeLong(SegmentSchema.OFFSET) - batch.baseOffset();
        if (delta <= assembly.lastDelta() || delta > batch.lastOffsetDelta()) {
            throw new MalformedDataException("a row of the offset delta " + delta + " in " + batch);
        }
        if (takeInt(SegmentSchema.PARTITION) != partition) {
            throw new MalformedDataException("a row of another partition than " + partition);
        }
        passOver(SegmentSchema.TIMESTAMP_TYPE);
        passOver(SegmentSchema.INGEST_TIME);
        long timestampMs = takeTimestamp();
        int attributes =
                isNull(SegmentSchema.RECORD_ATTRIBUTES) ? 0 : columns[SegmentSchema.RECORD_ATTRIBUTES].getInteger();
        columns[SegmentSchema.RECORD_ATTRIBUTES].consume();
        takeHeaders();
        // The bytes are in the pages, which change as soon as a column is asked for its next value.
        assembly.addRecord(
                attributes,
                logAppendTime(batch) ? 0 : timestampMs - batch.baseTimestampMs(),
                (int) delta,
                binary(SegmentSchema.KEY),
                binary(SegmentSchema.VALUE),
                binary(SegmentSchema.EXACT_HEADERS));
        columns[SegmentSchema.KEY].consume();
        columns[SegmentSchema.VALUE].consume();
        columns[SegmentSchema.EXACT_HEADERS].consume();
    }

    private long takeTimestamp() {
        if (isNull(SegmentSchema.TIMESTAMP)) {
            columns[SegmentSchema.TIMESTAMP].consume();
            return takeLong(SegmentSchema.EXACT_TIMESTAMP);
        }
        columns[SegmentSchema.EXACT_TIMESTAMP].consume();
        return Timestamps.ms(takeLong(SegmentSchema.TIMESTAMP));
    }

    private void takeHeaders() {
        ColumnReader keys = columns[SegmentSchema.HEADER_KEY];
        ColumnReader values = columns[SegmentSchema.HEADER_VALUE];
        assembly.beginHeaders();
        if (keys.getCurrentDefinitionLevel() == SegmentSchema.NO_HEADER) {
            keys.consume();
            values.consume();
            return;
        }
        do {
            boolean hasValue = values.getCurrentDefinitionLevel() == SegmentSchema.HEADER_WITH_VALUE;
            assembly.addHeader(keys.getBinary(), hasValue ? values.getBinary() : null);
            keys.consume();
            values.consume();
        } while (keys.getCurrentRepetitionLevel() == SegmentSchema.NEXT_HEADER);
    }

    /// Goes on whether or not the value was looked at.
    private void passOver(int column) {
        columns[column].skip();
        columns[column].consume();
    }

    private boolean isNull(int column) {
        return columns[column].getCurrentDefinitionLevel() == 0;
    }

    private @Nullable Binary binary(int column) {
        return isNull(column) ? null : columns[column].getBinary();
    }

    private long takeLong(int column) {
        requireValue(column);
        long value = columns[column].getLong();
        columns[column].consume();
        return value;
    }

    private int takeInt(int column) {
        requireValue(column);
        int value = columns[column].getInteger();
        columns[column].consume();
        return value;
    }

    private void requireValue(int column) {
        ColumnReader reader = columns[column];
        if (reader.getCurrentDefinitionLevel() < reader.getDescriptor().getMaxDefinitionLevel()) {
            throw new MalformedDataException(
                    "a row without a value of " + reader.getDescriptor().getPath()[0]);
        }
    }

    private static boolean logAppendTime(BatchColumns batch) {
        return (batch.attributes() & BatchHeader.TIMESTAMP_TYPE_MASK) != 0;
    }
}
