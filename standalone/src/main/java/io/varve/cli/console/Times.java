package io.varve.cli.console;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times and durations as people type them.
public final class Times {

    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    private Times() {}

    /// Milliseconds since 1970, from such a number or from ISO 8601 with a zone.
    public static long milliseconds(String time) {
        try {
            return time.matches("[0-9]{1,18}")
                    ? Long.parseLong(time)
                    : OffsetDateTime.parse(time).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new CommandException(
                    "'" + Printable.text(time) + "' is no time: give milliseconds since 1970, or 2025-01-31T12:00:00Z",
                    e);
        }
    }

    /// A duration such as `90s`, `2h` or `7d`, or as ISO 8601 has it.
    public static Duration duration(String duration) {
        Matcher matcher = SHORT_DURATION.matcher(duration);
        try {
            return matcher.matches()
                    ? Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)))
                    : Duration.parse(duration);
        } catch (DateTimeException | ArithmeticException e) {
            throw new CommandException(
                    "'" + Printable.text(duration) + "' is no duration: give 90s, 30m, 2h, 7d or PT1H30M", e);
        }
    }
}
