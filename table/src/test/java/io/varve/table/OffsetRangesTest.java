package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class OffsetRangesTest {

    private static final int OFFSETS = 60;

    private final OffsetRanges ranges = new OffsetRanges();

    @Test
    void withoutAnyRangeEverythingIsMissing() {
        assertThat(ranges.missing(5, 9)).isEqualTo(4);
        assertThat(ranges.missing(9, 5)).isZero();
        assertThat(ranges.end()).isEmpty();
    }

    @Test
    void whatIsMissingIsWhatIsInNoRange() {
        ranges.add(10, 20);
        ranges.add(30, 40);

        assertThat(ranges.missing(0, 50)).isEqualTo(30);
        assertThat(ranges.missing(15, 35)).isEqualTo(10);
        assertThat(ranges.missing(20, 30)).isEqualTo(10);
        assertThat(ranges.missing(10, 20)).isZero();
        assertThat(ranges.end()).hasValue(40);
    }

    /// Compared with a set of single offsets.
    @RepeatedTest(50)
    void rangesInAnyOrderAreASetOfOffsets(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var offsets = new BitSet();
        for (int i = 0; i < 12; i++) {
            int first = random.nextInt(OFFSETS);
            int end = first + 1 + random.nextInt(OFFSETS / 6);
            ranges.add(first, end);
            offsets.set(first, end);
        }

        assertThat(ranges.end()).hasValue(offsets.length());
        for (int first = 0; first < OFFSETS; first++) {
            for (int end = first; end < OFFSETS; end++) {
                int missing = end - first - offsets.get(first, end).cardinality();
                assertThat(ranges.missing(first, end)).isEqualTo(missing);
            }
        }
    }
}
