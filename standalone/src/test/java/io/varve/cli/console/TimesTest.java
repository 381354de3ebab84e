package io.varve.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1357034400000, 1357034400000",
        "2013-01-01T10:00:00Z, 1357034400000",
        "2013-01-01T11:00:00.5+01:00, 1357034400500"
    })
    void aTimeIsANumberOrHasAZone(String typed, long milliseconds) {
        assertThat(Times.milliseconds(typed)).isEqualTo(milliseconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-5", "2013-01-01", "2013-01-01T10:00:00", "1234567890123456789"})
    void anythingElseIsNoTime(String typed) {
        assertThatThrownBy(() -> Times.milliseconds(typed))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("'" + typed + "' is no time: give milliseconds since 1970");
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "90s, PT90S", "30m, PT30M", "2h, PT2H", "7d, PT168H", "PT1H30M, PT1H30M", "P1D, PT24H"
    })
    void aDurationIsShortOrAsIsoHasIt(String typed, Duration duration) {
        assertThat(Times.duration(typed)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "1w", "h", "-1h", "1234567890s", "PT"})
    void anythingElseIsNoDuration(String typed) {
        assertThatThrownBy(() -> Times.duration(typed))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("'" + typed + "' is no duration: give 90s");
    }

    @Test
    void whatIsNoTimeIsPrintedWithCare() {
        assertThatThrownBy(() -> Times.milliseconds("\u001b[31m")).hasMessageStartingWith("'\\u001b[31m' is no time");
    }
}
