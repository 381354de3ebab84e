package io.varve.metadata.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.TailPage;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapTest {

    @Test
    void aPlaceThatIsNotAboveTheBoundMayHaveBeenTrimmed() {
        assertThat(Gap.below(new Floor(5, 0), 5)).hasValue(5);
        assertThat(Gap.below(new Floor(4, 0), 5)).isEmpty();
        assertThat(Gap.below(Floor.NONE, 0)).isEmpty();
    }

    @Test
    void aPageThatBeginsLaterShowsWhatIsGone() {
        assertThat(Gap.before(new TailPage(7, List.of(new byte[1]), true), 5)).hasValue(6);
        assertThat(Gap.before(new TailPage(5, List.of(new byte[1]), true), 5)).isEmpty();
        assertThat(Gap.before(new TailPage(5, List.of(), true), 5)).isEmpty();
    }
}
