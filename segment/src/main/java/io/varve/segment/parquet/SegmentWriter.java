package io.varve.segment.parquet;

import io.varve.core.MalformedDataException;
import io.varve.segment.EncodedSegment;
import io.varve.segment.RowGroup;
import io.varve.segment.SegmentSettings;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.batch.RecordCursor;
import io.varve.storage.Payload;
import io.varve.storage.segment.FooterPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.ParquetFileWriter;

/// Encodes a range of one partition's log as a Parquet file whose rows [SegmentSchema] describes. Of one
/// thread; holds the whole file in memory, and nothing that would have to be closed.
///
/// ```
///   "PAR1"  row group  row group  …  row group │ page indexes  footer  length  "PAR1"
///   └──── CRC32C ────┘└ CRC32C ─┘  └ CRC32C ─┘ └────────────── CRC32C ──────────────┘
///          in the footer's metadata                      in the journal
/// ```
///
/// A row group ends between batches, before it could be larger than the settings allow, its dictionaries aside. Data
/// pages are of version 1, which every reader takes. Sizes and bounds of columns are kept for those by which engines
/// skip, not for keys and values.
public final class SegmentWriter {

    private static final int PAGE_BYTES = 256 << 10;

    private static final int DICTIONARY_BYTES = 64 << 10;

    /// Rows between looks at the size of pages: few, for the next ones may be much larger.
    private static final int MAX_ROWS_UNCHECKED = 100;

    /// Columns of little data have large pages otherwise, in rows.
    private static final int PAGE_ROWS = 20_000;

    /// What a batch and a row take at most beside the record's own bytes, before compression.
    private static final int BATCH_BYTES = 64;

    private static final int ROW_BYTES = 64;

    /// Records that compress very well end their row group too: who reads it has all of them in memory.
    private static final int MAX_PLAIN_RATIO = 8;

    private final int partition;
    private final SegmentSettings settings;
    private final ParquetProperties properties;
    private final PageCompressor compressor;
    private final SegmentOutput output = new SegmentOutput();
    private final ParquetFileWriter file;
    private final RecordCursor records = new RecordCursor();
    private final RowTally tally = new RowTally();
    private final List<RowGroup> rowGroups = new ArrayList<>();
    private final StringBuilder checksums = new StringBuilder();
    private RowGroupRows rows;

    /// An upper bound of the open row group's size.
    private long rowsBytes;

    /// Of the open row group's batches, without compression.
    private long plainBytes;

    /// Where the next batch may begin.
    private long nextOffset;

    /// Where the next row group begins in the file.
    private int rowGroupPosition;

    private byte[] copy = {};

    /// @param baseOffset of the range, at or before the first batch
    public SegmentWriter(int partition, long baseOffset, SegmentSettings settings) {
        if (partition < 0 || baseOffset < 0) {
            throw new IllegalArgumentException("offset " + baseOffset + " of partition " + partition);
        }
        this.partition = partition;
        this.settings = settings;
        nextOffset = baseOffset;
        properties = properties();
        compressor = new PageCompressor(settings.zstdLevel());
        try {
            file = new ParquetFileWriter(
                    output,
                    SegmentSchema.MESSAGE,
                    ParquetFileWriter.Mode.CREATE,
                    settings.rowGroupBytes(),
                    0,
                    null,
                    properties);
            file.start();
        } catch (IOException e) {
            throw inMemory(e);
        }
        rows = newRows(baseOffset);
    }

    /// Adds the records of a batch, in the order of offsets. Its bytes can be used again afterwards.
    ///
    /// @throws MalformedDataException if the records are not what the header says; then nothing of the batch was
    /// added
    public void add(OpenBatch batch) {
        if (batch.baseOffset() < nextOffset) {
            throw new IllegalArgumentException(
                    "a batch at offset " + batch.baseOffset() + " where " + nextOffset + " is the next");
        }
        begin(batch.records());
        records.check(batch);
        long batchBytes = BATCH_BYTES
                + (long) ROW_BYTES * batch.header().recordCount()
                + batch.records().remaining();
        if (!rows.isEmpty() && exceeds(batchBytes)) {
            endRowGroup(batch.baseOffset());
            rows = newRows(batch.baseOffset());
            rowsBytes = 0;
            plainBytes = 0;
        }
        begin(batch.records());
        rows.add(batch, records, tally);
        rowsBytes += batchBytes;
        plainBytes += batchBytes;
        nextOffset = batch.lastOffset() + 1;
    }

    /// About what is encoded so far; the finished segment is hardly larger.
    public long sizeBytes() {
        return output.getPos() + rows.sizeBytes();
    }

    /// The whole file; nothing can be added afterwards.
    ///
    /// @param endOffset of the range, at or after the end of the last batch
    public EncodedSegment finish(long endOffset) {
        if (tally.rowCount() == 0 || endOffset < nextOffset) {
            throw new IllegalArgumentException(
                    tally.rowCount() + " rows up to " + nextOffset + " are no segment up to " + endOffset);
        }
        endRowGroup(endOffset);
        output.takeChecksum();
        int footerPosition = rowGroupPosition;
        // In an order that is the same in every process, as the bytes then are.
        var metadata = new TreeMap<String, String>();
        metadata.put(SegmentSchema.FORMAT_KEY, Integer.toString(SegmentSchema.FORMAT_VERSION));
        metadata.put(SegmentSchema.PARTITION_KEY, Integer.toString(partition));
        metadata.put(SegmentSchema.CHECKSUMS_KEY, checksums.toString());
        try {
            file.end(metadata);
        } catch (IOException e) {
            throw inMemory(e);
        }
        int footerLength = Math.toIntExact(output.getPos()) - footerPosition;
        var footer = new FooterPlace(footerPosition, footerLength, output.takeChecksum());
        return new EncodedSegment(Payload.of(output.parts()), footer, rowGroups, tally.stats());
    }

    /// Whether the row group could become too large. Looking at its size takes as long as adding a small batch,
    /// so that is done only when what came since the last look might be too much.
    private boolean exceeds(long batchBytes) {
        if (plainBytes + batchBytes > (long) MAX_PLAIN_RATIO * settings.rowGroupBytes()) {
            return true;
        }
        if (rowsBytes + batchBytes > settings.rowGroupBytes()) {
            rowsBytes = rows.sizeBytes();
        }
        return rowsBytes + batchBytes > settings.rowGroupBytes();
    }

    private void begin(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            int from = bytes.arrayOffset() + bytes.position();
            records.begin(bytes.array(), from, from + bytes.remaining());
            return;
        }
        if (copy.length < bytes.remaining()) {
            copy = new byte[bytes.remaining()];
        }
        bytes.get(bytes.position(), copy, 0, bytes.remaining());
        records.begin(copy, 0, bytes.remaining());
    }

    private RowGroupRows newRows(long baseOffset) {
        return new RowGroupRows(partition, baseOffset, properties, compressor);
    }

    private void endRowGroup(long endOffset) {
        try {
            rows.writeTo(file);
        } catch (IOException e) {
            throw inMemory(e);
        }
        int end = Math.toIntExact(output.getPos());
        checksums.append(HexFormat.of().toHexDigits(output.takeChecksum()));
        rowGroups.add(new RowGroup(
                rows.baseOffset(),
                endOffset,
                rowGroupPosition,
                end - rowGroupPosition,
                rows.tally().maxTimestampMs(),
                rows.tally().maxIngestMs()));
        rowGroupPosition = end;
    }

    private static ParquetProperties properties() {
        ParquetProperties.Builder builder = ParquetProperties.builder()
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withAllocator(new Slabs())
                .withPageSize(PAGE_BYTES)
                .withDictionaryPageSize(DICTIONARY_BYTES)
                .withMinRowCountForPageSizeCheck(1)
                .withMaxRowCountForPageSizeCheck(MAX_ROWS_UNCHECKED)
                .withPageRowCountLimit(PAGE_ROWS)
                // Every byte has a checksum already, and what a page decompresses to has one in its frame.
                .withPageWriteChecksumEnabled(false)
                .withSizeStatisticsEnabled(false)
                .withStatisticsEnabled(false)
                .withDictionaryEncoding(false);
        for (int column = 0; column < SegmentSchema.COLUMNS.size(); column++) {
            String path = String.join(".", SegmentSchema.COLUMNS.get(column).getPath());
            builder.withStatisticsEnabled(path, column <= SegmentSchema.INGEST_TIME);
            builder.withDictionaryEncoding(path, SegmentSchema.repeats(column));
        }
        return builder.build();
    }

    private static UncheckedIOException inMemory(IOException e) {
        return new UncheckedIOException("writing to memory", e);
    }
}
