package io.varve.log.read;

import static io.varve.log.read.ReadAhead.FIRST_WINDOW_BYTES;
import static io.varve.log.read.ReadAhead.LAST_WINDOW_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.log.TestLog;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

    private final ManualDoors time = new ManualDoors();

    @Test
    void theWindowDoublesWithEveryReadInOrder() {
        var readAhead = new ReadAhead(time, Long.MAX_VALUE);

        assertThat(readAhead.moved(TestLog.partition(0), 0, 10)).isZero();
        for (long window = FIRST_WINDOW_BYTES; window <= LAST_WINDOW_BYTES; window *= 2) {
            long at = window / FIRST_WINDOW_BYTES * 10;
            assertThat(readAhead.moved(TestLog.partition(0), at, 2 * at)).isEqualTo(window);
        }
        long at = 2 * LAST_WINDOW_BYTES / FIRST_WINDOW_BYTES * 10;
        assertThat(readAhead.moved(TestLog.partition(0), at, at + 1)).isEqualTo(LAST_WINDOW_BYTES);
    }

    @Test
    void aJumpBeginsAnew() {
        var readAhead = new ReadAhead(time, Long.MAX_VALUE);
        readAhead.moved(TestLog.partition(0), 0, 10);
        readAhead.moved(TestLog.partition(0), 10, 20);

        assertThat(readAhead.moved(TestLog.partition(0), 500, 510)).isZero();
        assertThat(readAhead.moved(TestLog.partition(1), 20, 30)).isZero();
    }

    @Test
    void replaysShareTheMemory() {
        var readAhead = new ReadAhead(time, FIRST_WINDOW_BYTES);
        for (int partition = 0; partition < 4; partition++) {
            readAhead.moved(TestLog.partition(partition), 0, 10);
        }

        assertThat(readAhead.moved(TestLog.partition(0), 10, 20)).isEqualTo(FIRST_WINDOW_BYTES / 4);
    }

    @Test
    void whoeverStandsStillGivesItsShareBack() {
        var readAhead = new ReadAhead(time, FIRST_WINDOW_BYTES);
        for (int partition = 1; partition < 4; partition++) {
            readAhead.moved(TestLog.partition(partition), 0, 10);
        }
        time.advance(Duration.ofSeconds(31));
        readAhead.moved(TestLog.partition(0), 0, 10);

        assertThat(readAhead.moved(TestLog.partition(0), 10, 20)).isEqualTo(FIRST_WINDOW_BYTES);
    }
}
