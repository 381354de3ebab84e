package io.varve.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.clients.LogCheck.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LatestCheckTest {
    private static final int KEYS = 2;

    /// Producer 0 has sent its key 0 three times and its key 1 once.
    private final LatestCheck check = new LatestCheck(
            Stream.of("0 0 0-0 a0", "0 2 0-2 a2", "1 0 0-1 a1", "0 5 0-4 a4")
                    .map(Acknowledgement::parse)
                    .toList(),
            KEYS);

    private void record(int partition, long offset, String key, int checksum) {
        check.record(partition, offset, LoadId.parse(key), checksum);
    }

    private List<String> violations() {
        return check.verdict().violations();
    }

    @Test
    void theLastRecordOfEachKeyIsAllThatIsDemanded() {
        record(0, 5, "0-0", 0xa4);
        record(1, 0, "0-1", 0xa1);

        Verdict verdict = check.verdict();

        assertThat(verdict.isOk()).isTrue();
        assertThat(verdict.acknowledged()).isEqualTo(4);
        assertThat(verdict.records()).isEqualTo(2);
    }

    @Test
    void aKeyThatIsGoneIsALoss() {
        record(0, 5, "0-0", 0xa4);

        assertThat(violations()).containsExactly("lost: key 0-1, 1 0 0-1 a1");
    }

    @Test
    void anEarlierRecordOfAKeyHasToBeGone() {
        record(0, 2, "0-0", 0xa2);
        record(0, 5, "0-0", 0xa4);
        record(1, 0, "0-1", 0xa1);

        assertThat(violations())
                .containsExactly(
                        "stale: key 0-0 has the record at 0@2, its last is 0 5 0-4 a4",
                        "duplicate: key 0-0 is there 2 times");
    }

    @Test
    void anotherValueIsNotTheLast() {
        record(0, 5, "0-0", 0xa2);
        record(1, 0, "0-1", 0xa1);

        assertThat(violations()).containsExactly("stale: key 0-0 has the record at 0@5, its last is 0 5 0-4 a4");
    }

    @Test
    void offsetsThatDoNotRiseAreNoLog() {
        record(0, 5, "0-0", 0xa4);
        record(0, 5, "0-0", 0xa4);
        record(1, 0, "0-1", 0xa1);

        assertThat(violations())
                .containsExactly("order: partition 0 has offset 5 after 5", "duplicate: key 0-0 is there 2 times");
    }

    @Test
    void whatNobodySentIsStrange() {
        record(0, 5, "0-0", 0xa4);
        record(1, 0, "0-1", 0xa1);
        check.record(1, 1, null, 0);
        record(1, 2, "7-0", 0);

        assertThat(violations())
                .containsExactly(
                        "stranger: the record at 1@1 is none of this load's",
                        "stranger: the record at 1@2 is none of this load's");
    }
}
