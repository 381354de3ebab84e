package io.varve.kafka.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.codec.TimestampSearch.Found;
import io.varve.kafka.records.BatchPatch;
import io.varve.kafka.records.Codec;
import io.varve.kafka.records.RecordBatchLayout;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimestampSearchTest {

    private static ByteBuffer batch(Codec codec) {
        return Batches.of(
                codec,
                Batches.record(100, "a", "1"),
                Batches.record(300, "b", "2"),
                Batches.record(200, "c", "3"),
                Batches.record(300, "d", "4"));
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void theFirstRecordThatIsNotOlderIsFound(Codec codec) {
        assertThat(TimestampSearch.firstFrom(batch(codec), 0)).contains(new Found(0, 100));
        assertThat(TimestampSearch.firstFrom(batch(codec), 100)).contains(new Found(0, 100));
        assertThat(TimestampSearch.firstFrom(batch(codec), 101)).contains(new Found(1, 300));
        assertThat(TimestampSearch.firstFrom(batch(codec), 300)).contains(new Found(1, 300));
        assertThat(TimestampSearch.firstFrom(batch(codec), 301)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void theFirstRecordOfTheLargestTimestampIsFound(Codec codec) {
        assertThat(TimestampSearch.latest(batch(codec))).contains(new Found(1, 300));
    }

    @Test
    void aBatchWithTheTimeOfAppendingIsFoundByItsFirstRecord() {
        ByteBuffer batch = batch(Codec.ZSTD);
        BatchPatch.appendedAt(batch, 5_000);
        assertThat(TimestampSearch.firstFrom(batch, 4_000)).contains(new Found(0, 5_000));
        assertThat(TimestampSearch.latest(batch)).contains(new Found(0, 5_000));
        assertThat(TimestampSearch.firstFrom(batch, 5_001)).isEmpty();
    }

    @Test
    void recordsWithoutTimestampsAreFoundOnlyFromTheBeginningOfTime() {
        ByteBuffer batch = Batches.of(Codec.NONE, Batches.record(-1, "a", "1"));
        assertThat(TimestampSearch.firstFrom(batch, 0)).isEmpty();
        assertThat(TimestampSearch.latest(batch)).isEmpty();
    }

    @Test
    void aBatchThatCannotBeReadIsAnsweredByItsBeginning() {
        ByteBuffer batch = batch(Codec.GZIP);
        batch.put(RecordBatchLayout.RECORDS + 12, (byte) ~batch.get(RecordBatchLayout.RECORDS + 12));
        assertThat(TimestampSearch.firstFrom(batch, 200)).contains(new Found(0, 300));
    }

    @Test
    void theBatchIsReadWhereItLies() {
        ByteBuffer batch = batch(Codec.LZ4);
        ByteBuffer run = ByteBuffer.allocate(batch.remaining() + 50).position(20);
        run.put(batch.duplicate()).position(20);
        assertThat(TimestampSearch.firstFrom(run, 101)).contains(new Found(1, 300));
    }
}
