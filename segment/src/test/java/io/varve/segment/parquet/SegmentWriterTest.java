package io.varve.segment.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import io.varve.segment.EncodedSegment;
import io.varve.segment.KafkaBatches;
import io.varve.segment.KafkaBatches.Content;
import io.varve.segment.KafkaBatches.Kind;
import io.varve.segment.RowGroup;
import io.varve.segment.SegmentSettings;
import io.varve.segment.Segments;
import io.varve.segment.batch.OpenBatch;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.segment.SegmentStats;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.Test;

class SegmentWriterTest {

    private static final int ROW_GROUP_BYTES = 256 << 10;
    private static final long INGEST_MS = 1_700_000_000_000L;

    @Test
    void rowGroupsAreNoLargerThanTheTarget() {
        var random = new Random(3);
        var batches = new ArrayList<OpenBatch>();
        for (int i = 0; i < 400; i++) {
            batches.add(batch(i, noise(random, 8_000)));
        }

        List<RowGroup> groups =
                Segments.write(new SegmentSettings(ROW_GROUP_BYTES, 1), batches).rowGroups();

        assertThat(groups).hasSizeBetween(13, 15);
        assertThat(groups).allSatisfy(group -> assertThat(group.sizeBytes()).isLessThanOrEqualTo(ROW_GROUP_BYTES));
    }

    @Test
    void batchLargerThanTheTargetIsARowGroupOfItsOwn() {
        var random = new Random(3);
        List<OpenBatch> batches = List.of(
                batch(0, noise(random, 1_000)),
                batch(1, noise(random, 2 * ROW_GROUP_BYTES)),
                batch(2, noise(random, 1_000)));

        EncodedSegment segment = Segments.write(new SegmentSettings(ROW_GROUP_BYTES, 1), batches);

        assertThat(segment.rowGroups()).extracting(RowGroup::baseOffset).containsExactly(0L, 1L, 2L);
        assertThat(Segments.read(segment, Segments.bytes(segment.payload())))
                .extracting(OpenBatch::records)
                .containsExactlyElementsOf(
                        batches.stream().map(OpenBatch::records).toList());
    }

    @Test
    void offsetsWithoutRowsBelongToTheRowGroupBeforeThem() {
        var random = new Random(3);
        var writer = new SegmentWriter(0, 10, new SegmentSettings(1, 1));
        writer.add(batch(20, noise(random, 100)));
        writer.add(batch(30, noise(random, 100)));

        EncodedSegment segment = writer.finish(50);

        assertThat(segment.rowGroups()).extracting(RowGroup::baseOffset).containsExactly(10L, 30L);
        assertThat(segment.rowGroups()).extracting(RowGroup::endOffset).containsExactly(30L, 50L);
        assertThat(segment.stats().firstOffset()).isEqualTo(20);
        assertThat(segment.stats().lastOffset()).isEqualTo(30);
    }

    @Test
    void statisticsAreExact() {
        var contents = new ArrayList<Content>();
        long[] times = {5_000, -1, Long.MAX_VALUE, 3_000, -7_000};
        for (int i = 0; i < times.length; i++) {
            contents.add(new Content(i, times[i], null, null));
        }
        ByteBuffer first = KafkaBatches.write(Kind.plain(CompressionType.NONE), 7, 4, Long.MAX_VALUE, contents);
        ByteBuffer second =
                KafkaBatches.write(Kind.plain(CompressionType.NONE), 20, 0, 1, List.of(new Content(0, 1, null, null)));

        EncodedSegment segment =
                Segments.write(SegmentSettings.DEFAULT, List.of(Segments.open(first, 900), Segments.open(second, 800)));

        assertThat(segment.stats()).isEqualTo(new SegmentStats(6, 7, 20, -7_000, 5_000, 2, 800, 900));
        assertThat(segment.rowGroups().getFirst().maxTimestampMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(segment.rowGroups().getFirst().maxIngestMs()).isEqualTo(900);
    }

    @Test
    void timesAreNoneWhereAllAreNull() {
        OpenBatch batch = Segments.open(
                KafkaBatches.write(Kind.plain(CompressionType.NONE), 0, 0, -1, List.of(new Content(0, -1, null, null))),
                INGEST_MS);

        SegmentStats stats =
                Segments.write(SegmentSettings.DEFAULT, List.of(batch)).stats();

        assertThat(stats).isEqualTo(new SegmentStats(1, 0, 0, -1, -1, 1, INGEST_MS, INGEST_MS));
    }

    @Test
    void poisonLeavesTheWriterAsItWas() {
        var random = new Random(11);
        List<OpenBatch> good = IntStream.range(0, 30)
                .mapToObj(i -> batch(i, noise(random, 300)))
                .toList();
        var settings = new SegmentSettings(4 << 10, 1);
        var writer = new SegmentWriter(Segments.PARTITION, 0, settings);
        int refused = 0;
        for (OpenBatch batch : good) {
            for (OpenBatch poison : poison(random, batch.baseOffset())) {
                long sizeBytes = writer.sizeBytes();
                assertThatThrownBy(() -> writer.add(poison)).isInstanceOf(MalformedDataException.class);
                assertThat(writer.sizeBytes()).isEqualTo(sizeBytes);
                refused++;
            }
            writer.add(batch);
        }

        assertThat(refused).isGreaterThan(1_000);
        EncodedSegment segment = writer.finish(30);
        assertThat(Segments.bytes(segment.payload()))
                .isEqualTo(Segments.bytes(Segments.write(settings, good).payload()));
    }

    @Test
    void whatIsOutOfOrderIsRefused() {
        var writer = new SegmentWriter(0, 10, SegmentSettings.DEFAULT);
        assertThatThrownBy(() -> writer.add(batch(9, new byte[1]))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.finish(20)).isInstanceOf(IllegalArgumentException.class);

        writer.add(batch(10, new byte[1]));

        assertThatThrownBy(() -> writer.add(batch(10, new byte[1]))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.finish(10)).isInstanceOf(IllegalArgumentException.class);
    }

    /// Batches that are no batches, each in its own way.
    private static List<OpenBatch> poison(Random random, long baseOffset) {
        OpenBatch whole = Segments.open(
                KafkaBatches.write(
                        Kind.plain(CompressionType.NONE),
                        baseOffset,
                        2,
                        9,
                        List.of(
                                new Content(0, 9, new byte[3], new byte[40]),
                                new Content(1, 9, null, new byte[40]),
                                new Content(2, 9, new byte[0], null))),
                INGEST_MS);
        var poison = new ArrayList<OpenBatch>();
        for (int length = 0; length < whole.records().remaining(); length++) {
            poison.add(new OpenBatch(whole.header(), baseOffset, whole.records().slice(0, length), INGEST_MS));
        }
        for (int count : new int[] {Integer.MIN_VALUE, -1, 0, 1, 2, 4, 1_000, Integer.MAX_VALUE}) {
            poison.add(with(whole, whole.records(), 2, count));
        }
        for (int lastOffsetDelta : new int[] {Integer.MIN_VALUE, -1, 0, 1}) {
            poison.add(with(whole, whole.records(), lastOffsetDelta, 3));
        }
        ByteBuffer longer = ByteBuffer.allocate(whole.records().remaining() + 1)
                .put(whole.records().duplicate())
                .rewind();
        poison.add(with(whole, longer, 2, 3));
        for (int i = 0; i < 5; i++) {
            poison.add(with(whole, ByteBuffer.wrap(noise(random, 200)), 2, 3));
        }
        poison.add(with(whole, records(0, 0), 2, 2));
        poison.add(with(whole, records(1, 0), 2, 2));
        poison.add(with(whole, records(0, 3), 2, 2));
        poison.add(with(whole, records(-1, 0), 2, 2));
        poison.add(with(whole, field(-2, -1, 0), 2, 1));
        poison.add(with(whole, field(-1, -2, 0), 2, 1));
        poison.add(with(whole, field(-1, Integer.MAX_VALUE, 0), 2, 1));
        poison.add(with(whole, field(-1, -1, -1), 2, 1));
        poison.add(with(whole, field(-1, -1, 1), 2, 1));
        poison.add(with(whole, field(-1, -1, Integer.MAX_VALUE), 2, 1));
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0xFF);
        poison.add(with(whole, ByteBuffer.wrap(endless), 2, 1));
        return poison;
    }

    private static ByteBuffer records(int... offsetDeltas) {
        var records = new ByteWriter();
        for (int delta : offsetDeltas) {
            var record = new ByteWriter()
                    .u8(0)
                    .zigzag(0)
                    .zigzag(delta)
                    .zigzag(-1)
                    .zigzag(-1)
                    .zigzag(0);
            records.zigzag(record.size()).raw(record.view(0));
        }
        return records.view(0);
    }

    private static ByteBuffer field(int keyLength, int valueLength, int headers) {
        var record = new ByteWriter()
                .u8(0)
                .zigzag(0)
                .zigzag(0)
                .zigzag(keyLength)
                .zigzag(valueLength)
                .zigzag(headers);
        return new ByteWriter().zigzag(record.size()).raw(record.view(0)).view(0);
    }

    private static OpenBatch with(OpenBatch batch, ByteBuffer records, int lastOffsetDelta, int recordCount) {
        BatchHeader header = batch.header();
        return new OpenBatch(
                new BatchHeader(
                        header.baseOffset(),
                        header.sizeBytes(),
                        header.partitionLeaderEpoch(),
                        header.crc(),
                        header.attributes(),
                        lastOffsetDelta,
                        header.baseTimestampMs(),
                        header.maxTimestampMs(),
                        header.producerId(),
                        header.producerEpoch(),
                        header.baseSequence(),
                        recordCount),
                batch.baseOffset(),
                records,
                batch.ingestMs());
    }

    private static OpenBatch batch(long offset, byte[] value) {
        return Segments.open(
                KafkaBatches.write(
                        Kind.plain(CompressionType.NONE), offset, 0, 9, List.of(new Content(0, 9, null, value))),
                INGEST_MS);
    }

    private static byte[] noise(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
