package io.varve.compactor.retain;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Id128;
import io.varve.kafka.config.TopicSettings;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Source;
import io.varve.metadata.log.Run;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LogStartsTest {

    private static final ObjectRef OBJECT = new ObjectRef(ObjectRef.Kind.BUNDLE, 0, new Id128(1, 1), 0);

    @Test
    void aRangeWithoutRecordsDoesNotHoldUpWhatFollows() {
        var runs = List.of(run(0, new NoRecords(), 0), run(10, OBJECT, 100), run(20, OBJECT, 100));

        assertThat(firstKept(runs, 100)).isEqualTo(20);
    }

    @Test
    void aRangeWithoutRecordsStaysWhereNothingIsTooMuch() {
        var runs = List.of(run(0, new NoRecords(), 0), run(10, OBJECT, 100));

        assertThat(firstKept(runs, 100)).isZero();
    }

    private static long firstKept(List<Run> runs, long retentionBytes) {
        var settings = TopicSettings.of(
                new TreeMap<>(Map.of("retention.ms", "-1", "retention.bytes", Long.toString(retentionBytes))));
        return LogStarts.firstKept(runs, settings, 1_000);
    }

    private static Run run(long baseOffset, Source source, int sizeBytes) {
        return new Run(baseOffset, baseOffset + 10, source, 0, sizeBytes, -1, 0);
    }
}
