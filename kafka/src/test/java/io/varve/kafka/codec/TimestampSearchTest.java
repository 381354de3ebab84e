package io.varve.kafka.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.MalformedDataException;
import io.varve.kafka.codec.TimestampSearch.Found;
import io.varve.kafka.records.BatchPatch;
import io.varve.kafka.records.Codec;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimestampSearchTest {

    private static final long BASE_OFFSET = 70;

    private static ByteBuffer batch(Codec codec) {
        ByteBuffer batch = Batches.of(
                codec,
                Batches.record(100, "a", "1"),
                Batches.record(300, "b", "2"),
                Batches.record(200, "c", "3"),
                Batches.record(300, "d", "4"));
        BatchPatch.place(batch, BASE_OFFSET, 0);
        return batch;
    }

    private static Optional<Found> first(ByteBuffer batch, long timestampMs) {
        return TimestampSearch.firstReaching(batch, timestampMs, 0);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void theFirstRecordThatIsNotOlderIsFound(Codec codec) {
        assertThat(first(batch(codec), 0)).contains(new Found(70, 100));
        assertThat(first(batch(codec), 100)).contains(new Found(70, 100));
        assertThat(first(batch(codec), 101)).contains(new Found(71, 300));
        assertThat(first(batch(codec), 300)).contains(new Found(71, 300));
        assertThat(first(batch(codec), 301)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void theFirstRecordOfTheLargestTimestampIsFound(Codec codec) {
        assertThat(TimestampSearch.latest(batch(codec), 0)).contains(new Found(71, 300));
    }

    @Test
    void recordsBelowTheOffsetAreAsIfTheyWereNotThere() {
        ByteBuffer batch = batch(Codec.SNAPPY);
        assertThat(TimestampSearch.firstReaching(batch, 0, 72)).contains(new Found(72, 200));
        assertThat(TimestampSearch.firstReaching(batch, 0, 74)).isEmpty();
        assertThat(TimestampSearch.latest(batch, 72)).contains(new Found(73, 300));
        assertThat(TimestampSearch.latest(batch, 74)).isEmpty();
    }

    @Test
    void aBatchWithTheTimeOfAppendingIsFoundByItsFirstRecord() {
        ByteBuffer batch = batch(Codec.ZSTD);
        BatchPatch.appendedAt(batch, 5_000);
        assertThat(first(batch, 4_000)).contains(new Found(70, 5_000));
        assertThat(TimestampSearch.latest(batch, 0)).contains(new Found(70, 5_000));
        assertThat(TimestampSearch.firstReaching(batch, 0, 72)).contains(new Found(72, 5_000));
        assertThat(TimestampSearch.firstReaching(batch, 0, 74)).isEmpty();
        assertThat(first(batch, 5_001)).isEmpty();
    }

    /// Of records of one key compaction leaves the last.
    @ParameterizedTest
    @EnumSource(Codec.class)
    void aCleanedBatchWithTheTimeOfAppendingIsFoundByWhatIsLeftOfIt(Codec codec) {
        ByteBuffer batch = cleaned(codec);
        assertThat(first(batch, 4_000)).contains(new Found(75, 5_000));
        assertThat(TimestampSearch.latest(batch, 0)).contains(new Found(75, 5_000));
        assertThat(TimestampSearch.firstReaching(batch, 0, 76)).contains(new Found(77, 5_000));
        // The batch goes on to 79, its records do not.
        assertThat(TimestampSearch.firstReaching(batch, 0, 78)).isEmpty();
        assertThat(TimestampSearch.latest(batch, 78)).isEmpty();
    }

    /// Offsets 70 to 79, of which 75 and 77 have records.
    private static ByteBuffer cleaned(Codec codec) {
        ByteBuffer batch = Batches.withGaps(codec, BASE_OFFSET, 79, 75, 77);
        BatchPatch.appendedAt(batch, 5_000);
        return batch;
    }

    @Test
    void recordsWithoutTimestampsAreNotFound() {
        ByteBuffer batch = Batches.of(Codec.NONE, Batches.record(-1, "a", "1"));
        assertThat(first(batch, 0)).isEmpty();
        assertThat(TimestampSearch.latest(batch, 0)).isEmpty();
    }

    @Test
    void recordsThatCannotBeReadAreReported() {
        ByteBuffer batch = batch(Codec.GZIP);
        batch.put(RecordBatchLayout.HEADER_BYTES + 12, (byte) ~batch.get(RecordBatchLayout.HEADER_BYTES + 12));
        assertThatThrownBy(() -> first(batch, 200)).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void theBatchIsReadWhereItLies() {
        ByteBuffer batch = batch(Codec.LZ4);
        ByteBuffer run = ByteBuffer.allocate(batch.remaining() + 50).position(20);
        run.put(batch.duplicate()).position(20);
        assertThat(first(run, 101)).contains(new Found(71, 300));
    }
}
