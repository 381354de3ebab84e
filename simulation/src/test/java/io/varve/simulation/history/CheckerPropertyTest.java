package io.varve.simulation.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What logs do that keep their promises is clean, and whatever is spoiled of it is found. `-Dtest.seed` runs one seed
/// alone.
class CheckerPropertyTest {

    private static final int SEEDS = 100;

    @Test
    void whatGoodLogsDoIsClean() {
        seeds().forEach(seed -> assertThat(check(ModelHistory.draw(seed)).examples())
                .as("-Dtest.seed=%d", seed)
                .isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSpoiledIsFound(Corruption corruption) {
        seeds().forEach(seed -> {
            var history = new SpoiledHistory(ModelHistory.draw(seed), new Random(seed));
            corruption.spoil(history);
            assertThat(check(history.events()).anomalies())
                    .as("-Dtest.seed=%d", seed)
                    .containsKey(corruption.rule());
        });
    }

    private static LongStream seeds() {
        Long seed = Long.getLong("test.seed");
        return seed == null ? LongStream.range(0, SEEDS) : LongStream.of(seed);
    }

    private static Verdict check(List<Event> events) {
        var checker = new Checker();
        events.forEach(checker::accept);
        return checker.verdict();
    }
}
