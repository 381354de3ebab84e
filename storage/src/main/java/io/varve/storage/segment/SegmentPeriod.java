package io.varve.storage.segment;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;

/// The time that all rows of a segment have come in, by which the topic's table is partitioned; days and months are
/// those of UTC.
public enum SegmentPeriod {
    /// Rows of any times.
    NONE,
    DAY,
    MONTH;

    /// What the topic's config is called that says which.
    public static final String CONFIG = "varve.table.partition";

    private static final long DAY_MS = 86_400_000;
    private static final int EPOCH_YEAR = 1970;
    private static final int MONTHS = 12;

    /// @param configs of a topic, which have been validated
    public static SegmentPeriod in(Map<String, String> configs) {
        String value = configs.getOrDefault(CONFIG, NONE.value());
        return valueOf(value.toUpperCase(Locale.ROOT));
    }

    /// As the topic's config has it.
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The number of the period that a time is in, counted from 1970 as Iceberg does.
    public int of(long ingestMs) {
        long day = Math.floorDiv(ingestMs, DAY_MS);
        return switch (this) {
            case NONE -> 0;
            case DAY -> Math.toIntExact(day);
            case MONTH -> {
                LocalDate date = LocalDate.ofEpochDay(day);
                yield (date.getYear() - EPOCH_YEAR) * MONTHS + date.getMonthValue() - 1;
            }
        };
    }

    /// Whether all rows have come in one period.
    public boolean holds(SegmentStats stats) {
        return of(stats.minIngestMs()) == of(stats.maxIngestMs());
    }
}
