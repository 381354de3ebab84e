package io.varve.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentPeriodTest {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0, 0",
        "1969-12-31T23:59:59.999Z, -1, -1",
        "1970-01-31T23:59:59.999Z, 30, 0",
        "1970-02-01T00:00:00Z, 31, 1",
        "2024-02-29T12:00:00Z, 19782, 649",
        "2024-03-01T00:00:00Z, 19783, 650",
    })
    void periodsAreCountedFrom1970(Instant time, int day, int month) {
        assertThat(SegmentPeriod.DAY.of(time.toEpochMilli())).isEqualTo(day);
        assertThat(SegmentPeriod.MONTH.of(time.toEpochMilli())).isEqualTo(month);
        assertThat(SegmentPeriod.NONE.of(time.toEpochMilli())).isZero();
    }

    @Test
    void aTopicsConfigSaysWhich() {
        assertThat(SegmentPeriod.in(Map.of())).isEqualTo(SegmentPeriod.NONE);
        assertThat(SegmentPeriod.in(Map.of("varve.table.partition", "none"))).isEqualTo(SegmentPeriod.NONE);
        assertThat(SegmentPeriod.in(Map.of("varve.table.partition", "month"))).isEqualTo(SegmentPeriod.MONTH);
        assertThatThrownBy(() -> SegmentPeriod.in(Map.of("varve.table.partition", "hour")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSegmentIsOfOnePeriodIfItsFirstAndItsLastRowAre() {
        long dayMs = 86_400_000;

        assertThat(SegmentPeriod.DAY.holds(come(dayMs, 2 * dayMs - 1))).isTrue();
        assertThat(SegmentPeriod.DAY.holds(come(dayMs, 2 * dayMs))).isFalse();
        assertThat(SegmentPeriod.MONTH.holds(come(dayMs, 2 * dayMs))).isTrue();
    }

    private static SegmentStats come(long minIngestMs, long maxIngestMs) {
        return new SegmentStats(2, 0, 1, 0, 0, 0, 0, minIngestMs, maxIngestMs);
    }
}
