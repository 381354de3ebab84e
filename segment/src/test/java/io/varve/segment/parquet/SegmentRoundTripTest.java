package io.varve.segment.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import io.varve.core.ByteWriter;
import io.varve.segment.EncodedSegment;
import io.varve.segment.KafkaBatches;
import io.varve.segment.KafkaBatches.Content;
import io.varve.segment.KafkaBatches.Kind;
import io.varve.segment.RowGroup;
import io.varve.segment.SegmentSettings;
import io.varve.segment.Segments;
import io.varve.segment.batch.BatchClosing;
import io.varve.segment.batch.OpenBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;

/// What goes into a segment comes out of it, in the eyes of Kafka's own reader. `-Dtest.seed` runs one seed alone.
class SegmentRoundTripTest {

    private static final int SEGMENTS = 20;
    private static final int BATCHES = 50;

    @Test
    void everyBatchComesBackRecordForRecord() {
        long seed = Long.getLong("test.seed", 20_261_127);
        for (long i = 0; i < SEGMENTS; i++) {
            try {
                roundTrip(new Random(seed + i));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dtest.seed=" + (seed + i), e);
            }
        }
    }

    @Test
    void whatKafkasOwnWriterNeverWritesComesBackToo() throws IOException {
        var record = new ByteWriter()
                .u8(0x81)
                .zigzag(-5)
                .zigzag(0)
                .zigzag(-1)
                .zigzag(-1)
                .zigzag(2)
                .zigzag(2)
                .u8(0xFF)
                .u8('x')
                .zigzag(-1)
                .zigzag(1)
                .u8('y')
                .zigzag(0);
        ByteBuffer records =
                new ByteWriter().zigzag(record.size()).raw(record.view(0)).view(0);
        OpenBatch like = Segments.open(
                KafkaBatches.write(Kind.plain(CompressionType.ZSTD), 9, 0, 7, List.of(new Content(0, 7, null, null))),
                1);
        var batch = new OpenBatch(like.header(), 9, records, 1);

        EncodedSegment segment = Segments.write(SegmentSettings.DEFAULT, List.of(batch));
        ByteBuffer object = Segments.bytes(segment.payload());

        assertThat(Segments.read(segment, object).getFirst().records()).isEqualTo(records);
        try (var file = ParquetFileReader.open(InputFile.of(object));
                var rows = file.rowReader()) {
            rows.next();
            assertThat(rows.getList("kafka_headers").structs())
                    .extracting(header -> header.getString("key"))
                    .containsExactly("\uFFFDx", "y");
        }
    }

    private static void roundTrip(Random random) {
        var stored = new ArrayList<ByteBuffer>();
        var opened = new ArrayList<OpenBatch>();
        long offset = random.nextLong(1L << 40);
        for (int i = 0; i < BATCHES; i++) {
            ByteBuffer batch = KafkaBatches.random(random, offset);
            stored.add(batch);
            opened.add(Segments.open(batch, 1_700_000_000_000L + i));
            offset = opened.getLast().lastOffset() + 1 + (random.nextInt(5) == 0 ? random.nextInt(100) : 0);
        }
        EncodedSegment segment = Segments.write(new SegmentSettings(1 << (12 + random.nextInt(9)), 1), opened);
        ByteBuffer object = Segments.bytes(segment.payload());
        if (random.nextBoolean()) {
            object = ByteBuffer.allocateDirect(object.remaining()).put(object).flip();
        }
        List<OpenBatch> read = Segments.read(segment, object);

        assertThat(read).hasSize(BATCHES);
        for (int i = 0; i < BATCHES; i++) {
            OpenBatch before = opened.get(i);
            OpenBatch after = read.get(i);
            assertThat(after.ingestMs()).isEqualTo(before.ingestMs());
            assertThat(KafkaBatches.seen(BatchClosing.close(after))).isEqualTo(KafkaBatches.seen(stored.get(i)));
            RecordBatch kafkas = KafkaBatches.read(stored.get(i)).getFirst();
            if (kafkas.timestampType() == TimestampType.CREATE_TIME) {
                assertThat(after.records()).isEqualTo(before.records());
            }
        }
        assertContiguous(segment, opened);
    }

    @Test
    void theFooterIsTheSameInEveryProcess() {
        ByteBuffer batch = KafkaBatches.random(new Random(1), 0);
        EncodedSegment segment = Segments.write(SegmentSettings.DEFAULT, List.of(Segments.open(batch, 0)));
        String bytes = StandardCharsets.ISO_8859_1
                .decode(Segments.bytes(segment.payload()))
                .toString();

        assertThat(List.of(SegmentSchema.FORMAT_KEY, SegmentSchema.PARTITION_KEY, SegmentSchema.CHECKSUMS_KEY))
                .isSortedAccordingTo(Comparator.comparingInt(bytes::indexOf))
                .allMatch(bytes::contains);
    }

    private static void assertContiguous(EncodedSegment segment, List<OpenBatch> batches) {
        int position = 0;
        long offset = batches.getFirst().baseOffset();
        for (RowGroup group : segment.rowGroups()) {
            assertThat(group.position()).isEqualTo(position);
            assertThat(group.baseOffset()).isEqualTo(offset);
            position += group.sizeBytes();
            offset = group.endOffset();
        }
        assertThat(segment.footer().position()).isEqualTo(position);
        assertThat((long) segment.footer().objectSizeBytes())
                .isEqualTo(segment.payload().length());
        assertThat(offset).isEqualTo(batches.getLast().lastOffset() + 1);
    }
}
