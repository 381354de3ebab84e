package io.varve.segment.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.row.PqStruct;
import io.varve.core.Crc32c;
import io.varve.core.MalformedDataException;
import io.varve.segment.EncodedSegment;
import io.varve.segment.KafkaBatches;
import io.varve.segment.KafkaBatches.Content;
import io.varve.segment.KafkaBatches.Kind;
import io.varve.segment.RowGroup;
import io.varve.segment.SegmentSettings;
import io.varve.segment.Segments;
import io.varve.segment.batch.OpenBatch;
import io.varve.storage.segment.FooterPlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.junit.jupiter.api.Test;

/// A segment as others see it: as a Parquet file, and as bytes that rot.
class SegmentFileTest {

    private static final String SCHEMA = """
            message segment {
              required int32 kafka_partition = 1;
              required int64 kafka_offset = 2;
              optional int64 kafka_timestamp (TIMESTAMP(MICROS,true)) = 3;
              required int32 kafka_timestamp_type = 4;
              required int64 kafka_ingest_time (TIMESTAMP(MICROS,true)) = 5;
              optional binary kafka_key = 6;
              optional binary kafka_value = 7;
              required group kafka_headers (LIST) = 8 {
                repeated group list {
                  required group element = 9 {
                    required binary key (STRING) = 10;
                    optional binary value = 11;
                  }
                }
              }
              optional int64 varve_base_offset = 100001;
              optional int32 varve_last_offset_delta = 100002;
              optional int64 varve_producer_id = 100003;
              optional int32 varve_producer_epoch = 100004;
              optional int32 varve_base_sequence = 100005;
              optional int32 varve_attributes = 100006;
              optional int64 varve_base_timestamp = 100007;
              optional int64 varve_max_timestamp = 100008;
              optional int64 varve_exact_timestamp = 100009;
              optional int32 varve_record_attributes = 100010;
              optional binary varve_exact_headers = 100011;
            }
            """;

    private final EncodedSegment segment = random(new SegmentSettings(4 << 10, 1), 12);
    private final ByteBuffer object = Segments.bytes(segment.payload());

    @Test
    void schemaHasTheFieldIds() throws IOException {
        var converter = new ParquetMetadataConverter();

        String schema = converter
                .fromParquetMetadata(metadata(segment))
                .getFileMetaData()
                .getSchema()
                .toString();

        assertThat(schema).isEqualTo(SCHEMA);
    }

    @Test
    void everyFlippedBitIsFound() {
        assertThat(segment.rowGroups()).hasSizeGreaterThan(2);
        SegmentFooter footer = Segments.footer(segment.footer(), object);
        for (int at = 0; at < object.limit(); at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte whole = object.get(at);
                object.put(at, (byte) (whole ^ (1 << bit)));
                if (at >= segment.footer().position()) {
                    assertThatThrownBy(() -> Segments.footer(segment.footer(), object))
                            .isInstanceOf(MalformedDataException.class);
                } else {
                    RowGroup group = groupAt(at);
                    assertThatThrownBy(() -> SegmentReader.read(
                                    footer, group.position(), object.slice(group.position(), group.sizeBytes())))
                            .isInstanceOf(MalformedDataException.class);
                }
                object.put(at, whole);
            }
        }
    }

    @Test
    void bytesOfAnotherPlaceAreRefused() {
        SegmentFooter footer = Segments.footer(segment.footer(), object);
        RowGroup first = segment.rowGroups().getFirst();
        ByteBuffer bytes = object.slice(first.position(), first.sizeBytes());

        assertThatThrownBy(() -> SegmentReader.read(footer, 1, bytes)).isInstanceOf(MalformedDataException.class);
        assertThatThrownBy(() ->
                        SegmentReader.read(footer, segment.rowGroups().get(1).position(), bytes))
                .isInstanceOf(MalformedDataException.class);
        assertThatThrownBy(() -> SegmentReader.read(footer, 0, bytes.slice(0, bytes.limit() - 1)))
                .isInstanceOf(MalformedDataException.class);
    }

    /// Nodes of two versions read each other's segments while a cluster is upgraded.
    @Test
    void columnsOfALaterVersionAreLeftOut() throws IOException {
        FileMetaData metadata = metadata(segment);
        metadata.getRow_groups().forEach(group -> {
            ColumnChunk later = new ColumnChunk(group.getColumns().getFirst());
            later.getMeta_data().setPath_in_schema(List.of("kafka_later"));
            group.getColumns().addFirst(later);
        });

        List<OpenBatch> read = read(metadata);

        assertThat(read).isEqualTo(Segments.read(segment, object)).isNotEmpty();
    }

    @Test
    void aColumnIsMissedByItsName() throws IOException {
        FileMetaData metadata = metadata(segment);
        metadata.getRow_groups().getLast().getColumns().remove(5);

        assertThatThrownBy(() -> read(metadata))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("kafka_key");
    }

    /// The segment's row groups with another footer.
    private List<OpenBatch> read(FileMetaData metadata) throws IOException {
        var thrift = new ByteArrayOutputStream();
        Util.writeFileMetaData(metadata, thrift);
        ByteBuffer footer = ByteBuffer.allocate(thrift.size() + 8).order(ByteOrder.LITTLE_ENDIAN);
        footer.put(thrift.toByteArray())
                .putInt(thrift.size())
                .put("PAR1".getBytes(StandardCharsets.US_ASCII))
                .flip();
        var place = new FooterPlace(segment.footer().position(), footer.limit(), Crc32c.of(footer));
        SegmentFooter parsed = SegmentFooter.parse(place, footer);
        var batches = new ArrayList<OpenBatch>();
        for (RowGroup group : segment.rowGroups()) {
            batches.addAll(
                    SegmentReader.read(parsed, group.position(), object.slice(group.position(), group.sizeBytes())));
        }
        return batches;
    }

    @Test
    void anotherReaderSeesTheSameRows() throws IOException {
        var contents = List.of(
                new Content(
                        0,
                        1_700_000_000_123L,
                        KafkaBatches.utf8("k"),
                        KafkaBatches.utf8("v"),
                        new RecordHeader("a", KafkaBatches.utf8("1")),
                        new RecordHeader("a", null)),
                new Content(1, -1, null, new byte[0]),
                new Content(3, Long.MAX_VALUE, new byte[0], null));
        OpenBatch batch = Segments.open(
                KafkaBatches.write(Kind.plain(CompressionType.NONE), 40, 3, Long.MAX_VALUE, contents),
                1_700_000_000_456L);
        EncodedSegment small = Segments.write(SegmentSettings.DEFAULT, List.of(batch));

        try (var file = ParquetFileReader.open(InputFile.of(Segments.bytes(small.payload())));
                var rows = file.rowReader()) {
            rows.next();
            assertThat(rows.getInt("kafka_partition")).isEqualTo(Segments.PARTITION);
            assertThat(rows.getLong("kafka_offset")).isEqualTo(40);
            assertThat(rows.getTimestamp("kafka_timestamp")).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
            assertThat(rows.getTimestamp("kafka_ingest_time")).isEqualTo(Instant.ofEpochMilli(1_700_000_000_456L));
            assertThat(rows.getInt("kafka_timestamp_type")).isZero();
            assertThat(rows.getBinary("kafka_key")).isEqualTo(KafkaBatches.utf8("k"));
            assertThat(rows.getBinary("kafka_value")).isEqualTo(KafkaBatches.utf8("v"));
            List<PqStruct> headers = rows.getList("kafka_headers").structs();
            assertThat(headers).extracting(header -> header.getString("key")).containsExactly("a", "a");
            assertThat(headers.getFirst().getBinary("value")).isEqualTo(KafkaBatches.utf8("1"));
            assertThat(headers.getLast().isNull("value")).isTrue();
            assertThat(rows.getLong("varve_base_offset")).isEqualTo(40);
            assertThat(rows.getInt("varve_last_offset_delta")).isEqualTo(3);

            rows.next();
            assertThat(rows.isNull("kafka_timestamp")).isTrue();
            assertThat(rows.getLong("varve_exact_timestamp")).isEqualTo(-1);
            assertThat(rows.isNull("kafka_key")).isTrue();
            assertThat(rows.getBinary("kafka_value")).isEmpty();
            assertThat(rows.isNull("kafka_headers")).isFalse();
            assertThat(rows.getList("kafka_headers").isEmpty()).isTrue();
            assertThat(rows.isNull("varve_base_offset")).isTrue();

            rows.next();
            assertThat(rows.getLong("kafka_offset")).isEqualTo(43);
            assertThat(rows.isNull("kafka_timestamp")).isTrue();
            assertThat(rows.getLong("varve_exact_timestamp")).isEqualTo(Long.MAX_VALUE);
            assertThat(rows.getBinary("kafka_key")).isEmpty();
            assertThat(rows.isNull("kafka_value")).isTrue();
            assertThat(rows.hasNext()).isFalse();
        }
    }

    /// Engines know nothing of our checksums, and what cannot be compressed is stored as it is.
    @Test
    void anotherReaderSeesNoFlippedBitOfValues() throws IOException {
        var random = new Random(7);
        var contents = new ArrayList<Content>();
        for (int i = 0; i < 10; i++) {
            byte[] value = new byte[500];
            random.nextBytes(value);
            contents.add(new Content(i, 1_700_000_000_000L, null, value));
        }
        OpenBatch batch = Segments.open(
                KafkaBatches.write(Kind.plain(CompressionType.NONE), 0, 9, 1_700_000_000_000L, contents), 0);
        EncodedSegment written = Segments.write(SegmentSettings.DEFAULT, List.of(batch));
        ByteBuffer bytes = Segments.bytes(written.payload());
        ColumnMetaData values = metadata(written).getRow_groups().getFirst().getColumns().stream()
                .map(ColumnChunk::getMeta_data)
                .filter(column -> column.getPath_in_schema().equals(List.of("kafka_value")))
                .findFirst()
                .orElseThrow();
        int from = (int) values.getData_page_offset();
        int end = from + (int) values.getTotal_compressed_size();
        // The page's header, by which nothing is decoded otherwise than it was written.
        ByteBuffer pages = bytes.slice(from, end - from);
        Util.readPageHeader(new BufferStream(pages));
        from = end - pages.remaining();
        assertThat(end - from).isGreaterThan(5_000);
        assertThat(valuesOf(bytes)).hasSize(10);

        for (int i = 0; i < 500; i++) {
            int at = from + random.nextInt(end - from);
            byte whole = bytes.get(at);
            bytes.put(at, (byte) (whole ^ (1 << random.nextInt(Byte.SIZE))));
            assertThatThrownBy(() -> valuesOf(bytes)).isInstanceOf(Exception.class);
            bytes.put(at, whole);
        }
    }

    private static List<byte[]> valuesOf(ByteBuffer segment) throws IOException {
        var values = new ArrayList<byte[]>();
        try (var file = ParquetFileReader.open(InputFile.of(segment));
                var rows = file.rowReader()) {
            while (rows.hasNext()) {
                rows.next();
                values.add(rows.getBinary("kafka_value"));
            }
        }
        return values;
    }

    @Test
    void onlyColumnsByWhichEnginesSkipHaveBounds() throws IOException {
        var bounded = new TreeSet<String>();
        for (var group : metadata(segment).getRow_groups()) {
            for (var chunk : group.getColumns()) {
                ColumnMetaData column = chunk.getMeta_data();
                if (column.isSetStatistics() && column.getStatistics().isSetMin_value()) {
                    bounded.add(column.getPath_in_schema().getFirst());
                }
            }
        }

        assertThat(bounded)
                .containsExactly(
                        "kafka_ingest_time",
                        "kafka_offset",
                        "kafka_partition",
                        "kafka_timestamp",
                        "kafka_timestamp_type");
    }

    @Test
    void dataPagesAreOfVersionOne() throws IOException {
        for (var group : metadata(segment).getRow_groups()) {
            for (var chunk : group.getColumns()) {
                int at = (int) chunk.getMeta_data().getData_page_offset();
                PageHeader page = Util.readPageHeader(new BufferStream(object.slice(at, object.limit() - at)));
                assertThat(page.getType()).isEqualTo(PageType.DATA_PAGE);
            }
        }
    }

    private RowGroup groupAt(int position) {
        return segment.rowGroups().stream()
                .filter(group -> position >= group.position() && position < group.position() + group.sizeBytes())
                .findAny()
                .orElseThrow();
    }

    private static FileMetaData metadata(EncodedSegment segment) throws IOException {
        ByteBuffer object = Segments.bytes(segment.payload());
        int end = object.limit() - 8;
        int length = Integer.reverseBytes(object.getInt(end));
        return Util.readFileMetaData(new BufferStream(object.slice(end - length, length)));
    }

    private static EncodedSegment random(SegmentSettings settings, int batches) {
        var random = new Random(5);
        var opened = new ArrayList<OpenBatch>();
        long offset = 100;
        for (int i = 0; i < batches; i++) {
            opened.add(Segments.open(KafkaBatches.random(random, offset), 1_700_000_000_000L));
            offset = opened.getLast().lastOffset() + 1;
        }
        return Segments.write(settings, opened);
    }
}
