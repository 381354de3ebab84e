package io.varve.ingest.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteUnitsTest {

    private final WriteUnits units = new WriteUnits(0);

    @Test
    void whatWasSpentThisSecondCountsInFull() {
        units.spent(10, ms(1));
        units.spent(20, ms(900));

        assertThat(units.perSecond(ms(999))).isEqualTo(30);
    }

    @Test
    void theSecondBeforeFades() {
        units.spent(100, ms(500));

        assertThat(units.perSecond(ms(1_000))).isEqualTo(100);
        assertThat(units.perSecond(ms(1_750))).isEqualTo(25);
        assertThat(units.perSecond(ms(2_000))).isZero();
    }

    @Test
    void aPauseIsForgottenAtOnce() {
        units.spent(100, ms(500));

        assertThat(units.perSecond(ms(60_000))).isZero();
        units.spent(7, ms(60_000));
        assertThat(units.perSecond(ms(60_001))).isEqualTo(7);
    }

    private static long ms(long ms) {
        return Duration.ofMillis(ms).toNanos();
    }
}
