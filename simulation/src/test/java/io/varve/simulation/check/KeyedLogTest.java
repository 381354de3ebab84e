package io.varve.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.config.CleaningSettings;
import io.varve.metadata.entry.Cleaned;
import io.varve.simulation.world.Violation;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyedLogTest {

    private static final long MIN_LAG_MS = 10;
    private static final long TOMBSTONES_MS = 100;

    private final KeyedLog log = new KeyedLog(
            new TopicIdPartition(new TopicId(0, 7), 0), new CleaningSettings(MIN_LAG_MS, 1_000, TOMBSTONES_MS, 0));
    private final TreeMap<Long, KeyedRecord> all = new TreeMap<>();

    @Test
    void aRecordGoesOnceALaterOneOfItsKeyHasBeenThereForTheLag() {
        append("a", "1", 0);
        append("a", "2", 5);

        assertViolated(() -> rewriteWithout(14, 0), "which is 9 ms old, not 10");
        assertThat(rewriteWithout(15, 0)).isEqualTo(new KeyedLog.Gone(1, 0));
        assertThat(log.isClean()).isTrue();
    }

    @Test
    void theLastRecordOfAKeyStays() {
        append("a", "1", 0);
        append("b", "1", 0);

        assertViolated(() -> rewriteWithout(1_000, 0), "the last record of a");
    }

    @Test
    void aTombstoneStaysUntilReadersHaveHadTheTimeToSeeItAlone() {
        append("a", "1", 0);
        append("a", null, 0);
        assertViolated(() -> rewriteWithout(1_000, 1), "the record that it deletes is at offset 0");
        rewriteWithout(1_000, 0);
        assertThat(log.isClean()).isFalse();

        assertViolated(() -> rewriteWithout(1_099, 0, 1), "is gone after 99 ms, of the 100");
        assertThat(rewriteWithout(1_100, 0, 1)).isEqualTo(new KeyedLog.Gone(0, 1));
        assertThat(log.isClean()).isTrue();
    }

    @Test
    void anOldTombstoneGoesWhateverHasJustFollowedIt() {
        append("a", null, 0);
        append("a", "1", 100);

        assertThat(rewriteWithout(101, 0)).isEqualTo(new KeyedLog.Gone(0, 1));
    }

    @Test
    void whatWasCleanedAwayDoesNotComeBack() {
        append("a", "1", 0);
        append("a", "2", 0);
        rewriteWithout(1_000, 0);

        assertViolated(() -> rewriteWithout(1_000), "is back");
    }

    @Test
    void aRecordDoesNotChange() {
        append("a", "1", 0);
        all.put(0L, new KeyedRecord("a", "2", "0.0", 0));

        assertViolated(() -> rewriteWithout(1_000), "there was");
    }

    @Test
    void recordsBelowTheStartAreNobodys() {
        append("a", "1", 0);
        append("b", "1", 0);
        log.trim(1);

        assertThat(rewriteWithout(1, 0)).isEqualTo(new KeyedLog.Gone(0, 0));
        assertThat(log.left(0, 2).keySet()).containsExactly(1L);
    }

    @Test
    void aLogIsNotCleanWhereAKeyIsTwice() {
        append("a", "1", 0);
        append("a", "2", 0);

        log.requireClean(new Cleaned(1, 1, 0, false));
        assertViolated(() -> log.requireClean(new Cleaned(2, 2, 0, false)), "a second time");
    }

    @Test
    void aTombstoneIsNotAloneBeforeWhatItDeletesHasGone() {
        append("a", "1", 0);
        append("a", null, 0);
        rewriteWithout(1_000, 0);

        log.requireClean(new Cleaned(2, 2, 1_000, true));
        assertViolated(() -> log.requireClean(new Cleaned(2, 2, 999, true)), "is said to have been alone");
    }

    private void append(String key, String value, long entryMs) {
        var appended = new TreeMap<Long, KeyedRecord>();
        appended.put((long) all.size(), new KeyedRecord(key, value, all.size() + ".0", 0));
        log.append(appended, null, entryMs);
        all.putAll(appended);
    }

    private KeyedLog.Gone rewriteWithout(long entryMs, long... gone) {
        var there = new TreeMap<>(all);
        for (long offset : gone) {
            there.remove(offset);
        }
        return log.rewrite(0, all.size(), there, entryMs, 0);
    }

    private static void assertViolated(Runnable step, String message) {
        assertThatThrownBy(step::run).isInstanceOf(Violation.class).hasMessageContaining(message);
    }
}
