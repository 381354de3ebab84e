package io.varve.segment.parquet;

import io.varve.core.Crc32c;
import io.varve.core.MalformedDataException;
import io.varve.storage.segment.FooterPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/// What has to be known of a segment to read its row groups: a few hundred bytes for each. Immutable,
/// thread-safe, meant to be cached.
public final class SegmentFooter {

    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};
    private static final int TRAILER_BYTES = Integer.BYTES + MAGIC.length;
    private static final int CHECKSUM_DIGITS = 8;
    private static final int HEXADECIMAL = 16;

    private final int partition;
    private final boolean laterColumns;
    private final Map<Integer, RowGroupPlace> rowGroups;

    private SegmentFooter(int partition, boolean laterColumns, Map<Integer, RowGroupPlace> rowGroups) {
        this.partition = partition;
        this.laterColumns = laterColumns;
        this.rowGroups = Map.copyOf(rowGroups);
    }

    /// Where a row group and its columns lie.
    ///
    /// @param chunks of each column of [SegmentSchema], relative to the row group
    record RowGroupPlace(int position, int sizeBytes, int crc32c, long rowCount, List<Chunk> chunks) {}

    /// One column of one row group.
    record Chunk(int position, int sizeBytes, long valueCount, long plainBytes) {}

    /// Reads the bytes of the place.
    ///
    /// @throws MalformedDataException if they do not have the place's checksum, or are of another format
    public static SegmentFooter parse(FooterPlace place, ByteBuffer bytes) {
        if (bytes.remaining() != place.length() || Crc32c.of(bytes) != place.crc32c()) {
            throw new MalformedDataException("a segment's footer whose checksum does not match");
        }
        try {
            return parse(place, Util.readFileMetaData(new BufferStream(thrift(bytes))));
        } catch (IOException e) {
            throw new MalformedDataException("a segment's footer that is not one of Parquet: " + e.getMessage());
        }
    }

    int partition() {
        return partition;
    }

    /// Whether a later version has written columns that this one does not know. Reading the log needs none of them.
    public boolean hasLaterColumns() {
        return laterColumns;
    }

    /// What the pages of a row group take decompressed, empty if no row group begins there.
    public OptionalLong plainBytes(int position) {
        RowGroupPlace place = rowGroups.get(position);
        return place == null
                ? OptionalLong.empty()
                : OptionalLong.of(
                        place.chunks().stream().mapToLong(Chunk::plainBytes).sum());
    }

    /// @throws MalformedDataException if no row group begins there
    RowGroupPlace rowGroup(int position) {
        RowGroupPlace place = rowGroups.get(position);
        if (place == null) {
            throw new MalformedDataException("a segment without a row group at " + position);
        }
        return place;
    }

    private static ByteBuffer thrift(ByteBuffer bytes) {
        int end = bytes.remaining() - TRAILER_BYTES;
        ByteBuffer region = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (end < 0 || !region.slice(end + Integer.BYTES, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new MalformedDataException("a segment's footer without Parquet's magic");
        }
        int length = region.getInt(end);
        if (length < 0 || length > end) {
            throw new MalformedDataException("a segment's footer of " + length + " bytes in " + end);
        }
        return region.slice(end - length, length);
    }

    private static SegmentFooter parse(FooterPlace place, FileMetaData file) {
        var metadata = new HashMap<String, String>();
        for (KeyValue entry : Field.required(file.getKey_value_metadata(), "key-value pairs")) {
            metadata.put(entry.getKey(), Field.required(entry.getValue(), "a value"));
        }
        int format = number(metadata, SegmentSchema.FORMAT_KEY);
        if (format != SegmentSchema.FORMAT_VERSION) {
            throw new MalformedDataException("a segment of format " + format + ", a newer Varve wrote it");
        }
        String checksums = metadata.getOrDefault(SegmentSchema.CHECKSUMS_KEY, "");
        List<RowGroup> groups = Field.required(file.getRow_groups(), "row groups");
        if (checksums.length() != CHECKSUM_DIGITS * groups.size()) {
            throw new MalformedDataException(
                    "a segment of " + groups.size() + " row groups with the checksums " + checksums);
        }
        var places = new HashMap<Integer, RowGroupPlace>();
        int position = 0;
        for (int i = 0; i < groups.size(); i++) {
            long end = i + 1 < groups.size() ? begin(groups.get(i + 1)) : place.position();
            if (end <= position || end > place.position()) {
                throw new MalformedDataException("a row group from " + position + " to " + end);
            }
            int crc = checksum(checksums, i);
            places.put(position, rowGroup(groups.get(i), position, (int) end - position, crc));
            position = (int) end;
        }
        int known = SegmentSchema.MESSAGE.getColumns().size();
        boolean laterColumns = groups.stream().anyMatch(group -> columns(group).size() > known);
        return new SegmentFooter(number(metadata, SegmentSchema.PARTITION_KEY), laterColumns, places);
    }

    private static RowGroupPlace rowGroup(RowGroup group, int position, int sizeBytes, int crc32c) {
        if (group.getNum_rows() <= 0) {
            throw new MalformedDataException("a row group of " + group.getNum_rows() + " rows");
        }
        Map<List<String>, ColumnMetaData> columns = byPath(group);
        var chunks = new ArrayList<Chunk>();
        for (ColumnDescriptor described : SegmentSchema.COLUMNS) {
            List<String> path = List.of(described.getPath());
            ColumnMetaData column = columns.get(path);
            if (column == null || column.getCodec() != CompressionCodec.ZSTD) {
                throw new MalformedDataException("a segment with the column " + path
                        + (column == null ? " missing" : " in " + column.getCodec()));
            }
            long from = begin(column) - position;
            long size = column.getTotal_compressed_size();
            if (from < 0 || size <= 0 || size > sizeBytes - from || column.getNum_values() < group.getNum_rows()) {
                throw new MalformedDataException("a column of " + column.getNum_values() + " values in " + size
                        + " bytes at " + from + " in a row group of " + sizeBytes);
            }
            chunks.add(new Chunk((int) from, (int) size, column.getNum_values(), column.getTotal_uncompressed_size()));
        }
        return new RowGroupPlace(position, sizeBytes, crc32c, group.getNum_rows(), List.copyOf(chunks));
    }

    /// All that are there: a later version may have written more of them, for the table alone.
    private static Map<List<String>, ColumnMetaData> byPath(RowGroup group) {
        var columns = new HashMap<List<String>, ColumnMetaData>();
        for (ColumnChunk chunk : columns(group)) {
            ColumnMetaData column = metadata(chunk);
            columns.put(Field.required(column.getPath_in_schema(), "a path"), column);
        }
        return columns;
    }

    private static List<ColumnChunk> columns(RowGroup group) {
        return Field.required(group.getColumns(), "columns");
    }

    private static long begin(RowGroup group) {
        return columns(group).stream()
                .mapToLong(column -> begin(metadata(column)))
                .min()
                .orElse(-1);
    }

    private static long begin(ColumnMetaData column) {
        long data = column.getData_page_offset();
        return column.isSetDictionary_page_offset() ? Math.min(data, column.getDictionary_page_offset()) : data;
    }

    private static ColumnMetaData metadata(ColumnChunk column) {
        return Field.required(column.getMeta_data(), "a column's metadata");
    }

    private static int number(Map<String, String> metadata, String key) {
        String value = metadata.getOrDefault(key, "");
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new MalformedDataException("a Parquet file whose " + key + " is '" + value + "' is no segment");
        }
    }

    private static int checksum(String checksums, int index) {
        String digits = checksums.substring(CHECKSUM_DIGITS * index, CHECKSUM_DIGITS * (index + 1));
        try {
            return Integer.parseUnsignedInt(digits, HEXADECIMAL);
        } catch (NumberFormatException e) {
            throw new MalformedDataException("'" + digits + "' is no checksum of a row group");
        }
    }
}
