package io.varve.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.conformance.Reference.Entry;
import io.varve.conformance.Reference.Verdict;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private static final Reference REFERENCE = new Reference(new TreeMap<>(Map.of(
            "passes", new Entry(Verdict.PASSES, ""),
            "flaky", new Entry(Verdict.FLAKY, "a race"),
            "fails", new Entry(Verdict.FAILS, "one node"),
            "fails[2]", new Entry(Verdict.PASSES, ""),
            "missing", new Entry(Verdict.PASSES, ""),
            "missing/part", new Entry(Verdict.PASSES, ""))));
    private static final TestList NOT_YET =
            new TestList(new TreeMap<>(Map.of("missing", "transactions", "missing/part", "transactions")));

    private final Selection all = new Selection(REFERENCE, NOT_YET, test -> true);

    @Test
    void whatKafkaPassesHasToRunAlsoIfItIsFlaky() {
        assertThat(all.isDemanded("passes")).isTrue();
        assertThat(all.isDemanded("flaky")).isTrue();
        assertThat(all.isMissing("passes")).isFalse();
    }

    @Test
    void whatHasOneInvocationThatKafkaPassesHasToRun() {
        assertThat(all.isDemanded("fails")).isTrue();
        assertThat(all.isDemanded("fails[2]")).isTrue();
    }

    @Test
    void whatIsMissingRunsByItself() {
        assertThat(all.isDemanded("missing")).isFalse();
        assertThat(all.isMissing("missing")).isTrue();
    }

    @Test
    void whatNoListKnowsRuns() {
        assertThat(all.isDemanded("new")).isTrue();
    }

    @Test
    void onlyWhatAPersonAsksForRuns() {
        Selection some = new Selection(REFERENCE, NOT_YET, test -> test.contains("part"));

        assertThat(some.isDemanded("passes")).isFalse();
        assertThat(some.isDemanded("new")).isFalse();
        assertThat(some.isMissing("missing")).isTrue();
    }
}
