package io.varve.segment.parquet;

import static io.varve.segment.parquet.SegmentSchema.ATTRIBUTES;
import static io.varve.segment.parquet.SegmentSchema.BASE_OFFSET;
import static io.varve.segment.parquet.SegmentSchema.BASE_SEQUENCE;
import static io.varve.segment.parquet.SegmentSchema.BASE_TIMESTAMP;
import static io.varve.segment.parquet.SegmentSchema.EXACT_HEADERS;
import static io.varve.segment.parquet.SegmentSchema.EXACT_TIMESTAMP;
import static io.varve.segment.parquet.SegmentSchema.HEADER;
import static io.varve.segment.parquet.SegmentSchema.HEADER_KEY;
import static io.varve.segment.parquet.SegmentSchema.HEADER_VALUE;
import static io.varve.segment.parquet.SegmentSchema.HEADER_WITH_VALUE;
import static io.varve.segment.parquet.SegmentSchema.INGEST_TIME;
import static io.varve.segment.parquet.SegmentSchema.KEY;
import static io.varve.segment.parquet.SegmentSchema.LAST_OFFSET_DELTA;
import static io.varve.segment.parquet.SegmentSchema.MAX_TIMESTAMP;
import static io.varve.segment.parquet.SegmentSchema.NEXT_HEADER;
import static io.varve.segment.parquet.SegmentSchema.NO_HEADER;
import static io.varve.segment.parquet.SegmentSchema.OFFSET;
import static io.varve.segment.parquet.SegmentSchema.PARTITION;
import static io.varve.segment.parquet.SegmentSchema.PRODUCER_EPOCH;
import static io.varve.segment.parquet.SegmentSchema.PRODUCER_ID;
import static io.varve.segment.parquet.SegmentSchema.RECORD_ATTRIBUTES;
import static io.varve.segment.parquet.SegmentSchema.TIMESTAMP;
import static io.varve.segment.parquet.SegmentSchema.TIMESTAMP_TYPE;
import static io.varve.segment.parquet.SegmentSchema.VALUE;

import io.varve.segment.batch.OpenBatch;
import io.varve.segment.batch.RecordCursor;
import io.varve.storage.batch.BatchHeader;
import java.io.IOException;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.api.Binary;

/// The rows of one row group, as they go into their columns. Not thread-safe.
final class RowGroupRows {

    private final int partition;
    private final long baseOffset;
    private final ColumnChunkPageWriteStore pages;
    private final ColumnWriteStore columns;
    private final ColumnWriter[] writers;
    private final RowTally tally = new RowTally();

    RowGroupRows(int partition, long baseOffset, ParquetProperties properties, BytesInputCompressor compressor) {
        this.partition = partition;
        this.baseOffset = baseOffset;
        pages = new ColumnChunkPageWriteStore(
                compressor,
                SegmentSchema.MESSAGE,
                properties.getAllocator(),
                properties.getColumnIndexTruncateLength(),
                properties.getPageWriteChecksumEnabled());
        columns = properties.newColumnWriteStore(SegmentSchema.MESSAGE, pages, pages);
        writers = SegmentSchema.COLUMNS.stream().map(columns::getColumnWriter).toArray(ColumnWriter[]::new);
    }

    /// Adds the records of a batch that [RecordCursor#check] has found to be whole.
    ///
    /// @param records at the batch's first record
    /// @param all what counts the rows of the whole segment
    void add(OpenBatch batch, RecordCursor records, RowTally all) {
        BatchHeader header = batch.header();
        for (int i = 0; i < header.recordCount(); i++) {
            records.next();
            long offset = batch.baseOffset() + records.offsetDelta();
            long timestampMs = header.logAppendTime()
                    ? header.maxTimestampMs()
                    : header.baseTimestampMs() + records.timestampDelta();
            writeBatchColumns(batch, i == 0);
            writers[PARTITION].write(partition, 0, 0);
            writers[OFFSET].write(offset, 0, 0);
            writeTimestamp(timestampMs);
            writers[TIMESTAMP_TYPE].write(header.logAppendTime() ? 1 : 0, 0, 0);
            writers[INGEST_TIME].write(Timestamps.micros(batch.ingestMs()), 0, 0);
            writeBytes(KEY, records.bytes(), records.keyAt(), records.keyLength());
            boolean tombstone = records.valueLength() == RecordCursor.NULL;
            writeBytes(VALUE, records.bytes(), records.valueAt(), records.valueLength());
            if (records.attributes() == 0) {
                writers[RECORD_ATTRIBUTES].writeNull(0, 0);
            } else {
                writers[RECORD_ATTRIBUTES].write((int) records.attributes(), 0, 1);
            }
            writeHeaders(records);
            columns.endRecord();
            tally.add(offset, timestampMs, batch.ingestMs(), tombstone);
            all.add(offset, timestampMs, batch.ingestMs(), tombstone);
        }
    }

    long baseOffset() {
        return baseOffset;
    }

    RowTally tally() {
        return tally;
    }

    boolean isEmpty() {
        return tally.rowCount() == 0;
    }

    /// What the row group would take at most if it ended here, headers of pages aside.
    long sizeBytes() {
        return columns.getBufferedSize();
    }

    void writeTo(ParquetFileWriter file) throws IOException {
        file.startBlock(tally.rowCount());
        columns.flush();
        pages.flushToFileWriter(file);
        file.endBlock();
        columns.close();
        pages.close();
    }

    private void writeBatchColumns(OpenBatch batch, boolean firstRow) {
        if (!firstRow) {
            for (int column = BASE_OFFSET; column <= MAX_TIMESTAMP; column++) {
                writers[column].writeNull(0, 0);
            }
            return;
        }
        BatchHeader header = batch.header();
        writers[BASE_OFFSET].write(batch.baseOffset(), 0, 1);
        writers[LAST_OFFSET_DELTA].write(header.lastOffsetDelta(), 0, 1);
        writers[PRODUCER_ID].write(header.producerId(), 0, 1);
        writers[PRODUCER_EPOCH].write((int) header.producerEpoch(), 0, 1);
        writers[BASE_SEQUENCE].write(header.baseSequence(), 0, 1);
        writers[ATTRIBUTES].write((int) header.attributes(), 0, 1);
        writers[BASE_TIMESTAMP].write(header.baseTimestampMs(), 0, 1);
        writers[MAX_TIMESTAMP].write(header.maxTimestampMs(), 0, 1);
    }

    private void writeTimestamp(long timestampMs) {
        if (Timestamps.shown(timestampMs)) {
            writers[TIMESTAMP].write(Timestamps.micros(timestampMs), 0, 1);
            writers[EXACT_TIMESTAMP].writeNull(0, 0);
        } else {
            writers[TIMESTAMP].writeNull(0, 0);
            writers[EXACT_TIMESTAMP].write(timestampMs, 0, 1);
        }
    }

    private void writeBytes(int column, byte[] bytes, int from, int length) {
        if (length == RecordCursor.NULL) {
            writers[column].writeNull(0, 0);
        } else {
            writers[column].write(Binary.fromReusedByteArray(bytes, from, length), 0, 1);
        }
    }

    private void writeHeaders(RecordCursor records) {
        if (records.headerCount() == 0) {
            writers[HEADER_KEY].writeNull(0, NO_HEADER);
            writers[HEADER_VALUE].writeNull(0, NO_HEADER);
            writers[EXACT_HEADERS].writeNull(0, 0);
            return;
        }
        boolean exact = true;
        for (int i = 0; i < records.headerCount(); i++) {
            records.nextHeader();
            int repetition = i == 0 ? 0 : NEXT_HEADER;
            boolean text = Utf8.valid(records.bytes(), records.keyAt(), records.keyLength());
            exact &= text;
            Binary key = text
                    ? Binary.fromReusedByteArray(records.bytes(), records.keyAt(), records.keyLength())
                    : Binary.fromConstantByteArray(
                            Utf8.replaced(records.bytes(), records.keyAt(), records.keyLength()));
            writers[HEADER_KEY].write(key, repetition, HEADER);
            if (records.valueLength() == RecordCursor.NULL) {
                writers[HEADER_VALUE].writeNull(repetition, HEADER);
            } else {
                Binary value = Binary.fromReusedByteArray(records.bytes(), records.valueAt(), records.valueLength());
                writers[HEADER_VALUE].write(value, repetition, HEADER_WITH_VALUE);
            }
        }
        if (exact) {
            writers[EXACT_HEADERS].writeNull(0, 0);
        } else {
            writeBytes(EXACT_HEADERS, records.bytes(), records.headersAt(), records.recordEnd() - records.headersAt());
        }
    }
}
