package io.varve.kafka.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.records.BatchCheck;
import io.varve.kafka.records.BatchCheck.Failed;
import io.varve.kafka.records.BatchCheck.Passed;
import io.varve.kafka.records.BatchFault;
import io.varve.kafka.records.BatchPatch;
import io.varve.kafka.records.Codec;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchOpenerTest {

    private static final long NOW_MS = 2_000;
    private static final int MAX_BYTES = 1 << 20;
    private static final OpenRules COMPACTED =
            new OpenRules(true, false, Optional.empty(), OpenRules.UNLIMITED_MS, 3_600_000, MAX_BYTES);

    private static OpenRules recompressing(TargetCodec codec, int maxBytes) {
        return new OpenRules(false, false, Optional.of(codec), OpenRules.UNLIMITED_MS, 3_600_000, maxBytes);
    }

    private static OpenRules within(long beforeMs, long afterMs) {
        return new OpenRules(false, false, Optional.empty(), beforeMs, afterMs, MAX_BYTES);
    }

    private static Failed failed(ByteBuffer batch, OpenRules rules) {
        return (Failed) BatchOpener.open(Batches.passed(batch), rules, NOW_MS);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aCompactedTopicTakesABatchWhoseRecordsAllHaveKeys(Codec codec) {
        ByteBuffer batch = Batches.of(codec, Batches.some(500));
        BatchCheck opened = BatchOpener.open(Batches.passed(batch), COMPACTED, NOW_MS);
        assertThat(((Passed) opened).bytes()).isEqualTo(batch);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aCompactedTopicRefusesARecordWithoutAKeyAndNamesIt(Codec codec) {
        SimpleRecord[] records = Batches.some(500);
        records[321] = Batches.record(1_000, null, "value");
        Failed failed = failed(Batches.of(codec, records), COMPACTED);
        assertThat(failed.fault()).isEqualTo(BatchFault.INVALID_RECORD);
        assertThat(failed.recordIndex()).isEqualTo(321);
    }

    @Test
    void anEmptyKeyIsAKey() {
        ByteBuffer batch = Batches.of(Codec.NONE, Batches.record(1, "", ""), Batches.record(1, "", null));
        assertThat(BatchOpener.open(Batches.passed(batch), COMPACTED, NOW_MS)).isInstanceOf(Passed.class);
    }

    @Test
    void everyCodecBecomesEveryOtherAndTheRecordsStayTheSame() {
        for (Codec from : Codec.values()) {
            for (Codec to : Codec.values()) {
                ByteBuffer batch = Batches.of(from, Batches.some(700));
                List<String> before = Batches.contents(batch);
                var opened = (Passed)
                        BatchOpener.open(Batches.passed(batch), recompressing(new TargetCodec(to), MAX_BYTES), NOW_MS);
                assertThat(Codec.ofId(opened.header().compression())).contains(to);
                assertThat(opened.header().sizeBytes()).isEqualTo(opened.bytes().remaining());
                assertThat(Batches.contents(opened.bytes())).isEqualTo(before);
            }
        }
    }

    @Test
    void theLevelIsTheTopics() {
        ByteBuffer batch = Batches.of(Codec.NONE, Batches.some(2_000));
        int fast = size(batch, new TargetCodec(Codec.GZIP, OptionalInt.of(1)));
        int best = size(batch, new TargetCodec(Codec.GZIP, OptionalInt.of(9)));
        assertThat(best).isLessThan(fast);
    }

    private static int size(ByteBuffer batch, TargetCodec codec) {
        return ((Passed) BatchOpener.open(Batches.passed(batch), recompressing(codec, MAX_BYTES), NOW_MS))
                .bytes()
                .remaining();
    }

    @Test
    void aBatchThatGrowsBeyondWhatTheTopicTakesIsTooLarge() {
        ByteBuffer batch = Batches.of(Codec.ZSTD, Batches.some(700));
        Failed failed = failed(batch, recompressing(new TargetCodec(Codec.NONE), batch.remaining() + 100));
        assertThat(failed.fault()).isEqualTo(BatchFault.MESSAGE_TOO_LARGE);
    }

    @Test
    void theTimeOfAppendingNeedsNoOpening() {
        ByteBuffer batch = garbage(Codec.ZSTD, 40);
        var rules = new OpenRules(false, true, Optional.empty(), 0, 0, MAX_BYTES);
        var opened = (Passed) BatchOpener.open(Batches.passed(batch), rules, NOW_MS);
        assertThat(opened.header().logAppendTime()).isTrue();
        assertThat(opened.header().maxTimestampMs()).isEqualTo(NOW_MS);
        assertThat(BatchHeader.read(opened.bytes())).isEqualTo(opened.header());
    }

    @Test
    void theTimeOfAppendingGoesWithANewCodec() {
        var rules = new OpenRules(true, true, Optional.of(new TargetCodec(Codec.LZ4)), 0, 0, MAX_BYTES);
        var opened = (Passed) BatchOpener.open(Batches.passed(Batches.of(Codec.GZIP, Batches.some(30))), rules, NOW_MS);
        assertThat(Batches.contents(opened.bytes()))
                .hasSize(30)
                .allMatch(record -> record.contains(" " + NOW_MS + " key-"));
    }

    @Test
    void timestampsOutsideTheTopicsLimitsAreRefused() {
        ByteBuffer batch = Batches.of(Codec.NONE, Batches.record(1_900, "a", ""), Batches.record(1_500, "b", ""));
        assertThat(BatchOpener.open(Batches.passed(batch), within(500, 0), NOW_MS))
                .isInstanceOf(Passed.class);
        Failed failed = failed(batch, within(499, 0));
        assertThat(failed.fault()).isEqualTo(BatchFault.INVALID_TIMESTAMP);
        assertThat(failed.recordIndex()).isEqualTo(1);
        ByteBuffer late = Batches.of(Codec.NONE, Batches.record(2_100, "a", ""));
        assertThat(BatchOpener.open(Batches.passed(late), within(0, 100), NOW_MS))
                .isInstanceOf(Passed.class);
        assertThat(failed(late, within(OpenRules.UNLIMITED_MS, 99)).fault()).isEqualTo(BatchFault.INVALID_TIMESTAMP);
    }

    /// As old clients of Go send them.
    @ParameterizedTest
    @EnumSource(names = {"NONE", "LZ4"})
    void theLargestTimestampIsFoundWhereTheHeaderDoesNotTellIt(Codec codec) {
        ByteBuffer sent = withoutMaxTimestamp(codec, 1_000, 1_005, 1_003);
        ByteBuffer before = copy(sent);

        var opened = (Passed) BatchOpener.open(Batches.passed(sent), within(OpenRules.UNLIMITED_MS, 100), NOW_MS);

        assertThat(opened.header().maxTimestampMs()).isEqualTo(1_005);
        assertThat(opened.header()).isEqualTo(BatchHeader.read(opened.bytes()));
        assertThat(opened.header().matchesChecksum(opened.bytes())).isTrue();
        assertThat(Batches.contents(opened.bytes())).isEqualTo(Batches.contents(sent));
        assertThat(sent).isEqualTo(before);
        assertThat(TimestampSearch.firstReaching(opened.bytes(), 1_003, 0))
                .contains(new TimestampSearch.Found(1, 1_005));
    }

    @Test
    void theLargestTimestampIsFoundForANewCodecToo() {
        var opened = (Passed) BatchOpener.open(
                Batches.passed(withoutMaxTimestamp(Codec.NONE, 1_000, 1_005)),
                recompressing(new TargetCodec(Codec.ZSTD), MAX_BYTES),
                NOW_MS);

        assertThat(opened.header().compression()).isEqualTo(Codec.ZSTD.id());
        assertThat(opened.header().maxTimestampMs()).isEqualTo(1_005);
        assertThat(opened.header().matchesChecksum(opened.bytes())).isTrue();
    }

    @Test
    void aHeaderThatTellsNoTimestampHidesNoneThatIsTooLate() {
        Failed failed =
                failed(withoutMaxTimestamp(Codec.LZ4, 1_000, 2_101, 1_003), within(OpenRules.UNLIMITED_MS, 100));

        assertThat(failed.fault()).isEqualTo(BatchFault.INVALID_TIMESTAMP);
        assertThat(failed.recordIndex()).isEqualTo(1);
    }

    @Test
    void aBatchWhoseRecordsHaveNoTimestampsStaysClosed() {
        ByteBuffer batch = garbage(Codec.ZSTD, 40);
        batch.putLong(RecordBatchLayout.BASE_TIMESTAMP, -1).putLong(RecordBatchLayout.MAX_TIMESTAMP, -1);
        BatchPatch.recompressed(batch, Codec.ZSTD);

        var opened = (Passed) BatchOpener.open(Batches.passed(batch), within(OpenRules.UNLIMITED_MS, 100), NOW_MS);

        assertThat(opened.bytes()).isEqualTo(batch);
    }

    private static ByteBuffer withoutMaxTimestamp(Codec codec, long... timestampsMs) {
        SimpleRecord[] records = Arrays.stream(timestampsMs)
                .mapToObj(timestampMs -> Batches.record(timestampMs, "key", "value"))
                .toArray(SimpleRecord[]::new);
        ByteBuffer batch = copy(Batches.of(codec, records));
        batch.putLong(RecordBatchLayout.MAX_TIMESTAMP, -1);
        BatchPatch.recompressed(batch, codec);
        return batch;
    }

    private static ByteBuffer copy(ByteBuffer batch) {
        return ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
    }

    @Test
    void aBatchThatDecompressesWithoutEndIsRefusedInBoundedMemory() {
        for (Codec codec : List.of(Codec.GZIP, Codec.LZ4, Codec.ZSTD)) {
            ByteBuffer bomb = Bombs.of(codec, 300L << 20);
            assertThat(bomb.remaining()).isLessThan(2 << 20);
            long before = usedHeapBytes();
            Failed failed = failed(bomb, COMPACTED);
            assertThat(failed.fault()).isEqualTo(BatchFault.INVALID_RECORD);
            assertThat(failed.message()).contains("more than");
            assertThat(usedHeapBytes() - before).isLessThan(64 << 20);
        }
    }

    private static long usedHeapBytes() {
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aSnappyBlockThatClaimsMoreThanItCanHoldIsRefused() {
        ByteBuffer batch = garbage(Codec.SNAPPY, 40);
        // A raw block: the decompressed length, 2^31 - 1, and then too little.
        batch.put(RecordBatchLayout.HEADER_BYTES, new byte[] {-1, -1, -1, -1, 7});
        BatchPatch.recompressed(batch, Codec.SNAPPY);
        assertThat(failed(batch, COMPACTED).fault()).isEqualTo(BatchFault.INVALID_RECORD);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void recordsThatAreNotOfTheirCodecAreRefused(Codec codec) {
        for (int size = 0; size < 200; size++) {
            assertThat(failed(garbage(codec, size), COMPACTED).fault()).isEqualTo(BatchFault.INVALID_RECORD);
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aCountThatDisagreesWithTheRecordsIsRefused(Codec codec) {
        for (int count : new int[] {1, 9, 11}) {
            ByteBuffer batch = Batches.of(codec, Batches.some(10));
            batch.putInt(RecordBatchLayout.RECORD_COUNT, count).putInt(RecordBatchLayout.LAST_OFFSET_DELTA, count - 1);
            BatchPatch.recompressed(batch, codec);
            assertThat(failed(batch, COMPACTED).fault()).isEqualTo(BatchFault.INVALID_RECORD);
        }
    }

    /// A batch with a sound header and records of no sense.
    private static ByteBuffer garbage(Codec codec, int size) {
        ByteBuffer header = Batches.of(Codec.NONE, Batches.some(3)).slice(0, RecordBatchLayout.HEADER_BYTES);
        byte[] records = new byte[size];
        Arrays.fill(records, (byte) 0xA5);
        ByteBuffer batch = ByteBuffer.allocate(RecordBatchLayout.HEADER_BYTES + size)
                .put(header)
                .put(records)
                .flip();
        BatchPatch.recompressed(batch, codec);
        return batch;
    }
}
