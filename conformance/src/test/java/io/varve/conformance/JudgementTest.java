package io.varve.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.conformance.Outcome.Result;
import io.varve.conformance.Reference.Entry;
import io.varve.conformance.Reference.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JudgementTest {

    private static final Entry PASSES = new Entry(Verdict.PASSES, "");

    @Test
    void aTestThatKafkaPassesHasToPass() {
        Judgement judgement =
                judge(Map.of("a", PASSES, "b", PASSES), Map.of(), Map.of("a", passed("a"), "b", failed("b")));

        assertThat(judgement.demanded()).isEqualTo(2);
        assertThat(judgement.passed()).isEqualTo(1);
        assertThat(judgement.differences()).containsExactly(Map.entry("b", "fails: why"));
        assertThat(judgement.isAsExpected()).isFalse();
    }

    @Test
    void aTestThatSkipsItselfHasNotPassed() {
        Outcome skipped = new Outcome("a", Result.SKIPPED, "no such API", Duration.ZERO);

        Judgement judgement = judge(Map.of("a", PASSES), Map.of(), Map.of("a", skipped));

        assertThat(judgement.differences()).containsExactly(Map.entry("a", "is skipped: no such API"));
    }

    @Test
    void aTestThatKafkaPassesHasToRun() {
        Judgement judgement = judge(Map.of("a", PASSES), Map.of(), Map.of());

        assertThat(judgement.differences()).containsExactly(Map.entry("a", "did not run"));
    }

    @Test
    void whatIsNotSelectedNeedNotRun() {
        Judgement judgement = Judgement.of(
                "suite",
                test -> test.equals("a"),
                reference(Map.of("a", PASSES, "b", PASSES)),
                list(Map.of()),
                Map.of("a", passed("a")));

        assertThat(judgement.isAsExpected()).isTrue();
        assertThat(judgement.demanded()).isEqualTo(1);
    }

    @Test
    void whatIsNotYetThereMayFailOrNotRun() {
        Judgement judgement = judge(
                Map.of("a", PASSES, "b", PASSES),
                Map.of("a", "transactions", "b", "transactions"),
                Map.of("a", failed("a")));

        assertThat(judgement.isAsExpected()).isTrue();
        assertThat(judgement.demanded()).isZero();
        assertThat(judgement.notYet()).containsOnlyKeys("a", "b");
    }

    @Test
    void aTestThatPassesIsToBeTakenFromTheListOfWhatIsNotYetThere() {
        Judgement judgement = judge(Map.of("a", PASSES), Map.of("a", "transactions"), Map.of("a", passed("a")));

        assertThat(judgement.differences())
                .containsExactly(Map.entry("a", "passes, and is listed as not yet: transactions"));
    }

    @Test
    void theListOfWhatIsNotYetThereMayOnlyExcuseWhatKafkaPasses() {
        Judgement judgement = judge(
                Map.of("a", new Entry(Verdict.FAILS, "one node")),
                Map.of("a", "transactions"),
                Map.of("a", failed("a")));

        assertThat(judgement.differences())
                .containsExactly(Map.entry("a", "is listed as not yet, and Apache Kafka does not pass it either"));
    }

    @Test
    void whatIsFlakyOnKafkaIsOnlyTold() {
        Judgement judgement =
                judge(Map.of("a", new Entry(Verdict.FLAKY, "a race")), Map.of(), Map.of("a", failed("a")));

        assertThat(judgement.isAsExpected()).isTrue();
        assertThat(judgement.flaky()).containsExactly(Map.entry("a", Result.FAILED));
    }

    @Test
    void whatKafkaDoesNotPassIsAskedOfNobody() {
        Judgement judgement =
                judge(Map.of("a", new Entry(Verdict.FAILS, "one node")), Map.of(), Map.of("a", failed("a")));

        assertThat(judgement.isAsExpected()).isTrue();
        assertThat(judgement.demanded()).isZero();
    }

    @Test
    void aTestThatNobodyKnowsIsADifference() {
        Judgement judgement = judge(Map.of(), Map.of(), Map.of("a", passed("a")));

        assertThat(judgement.differences()).containsExactly(Map.entry("a", "is not in the record of Apache Kafka"));
    }

    private static Judgement judge(
            Map<String, Entry> reference, Map<String, String> notYet, Map<String, Outcome> outcomes) {
        return Judgement.of("suite", test -> true, reference(reference), list(notYet), outcomes);
    }

    private static Reference reference(Map<String, Entry> entries) {
        return new Reference(new TreeMap<>(entries));
    }

    private static TestList list(Map<String, String> entries) {
        return new TestList(new TreeMap<>(entries));
    }

    private static Outcome passed(String test) {
        return new Outcome(test, Result.PASSED, "", Duration.ZERO);
    }

    private static Outcome failed(String test) {
        return new Outcome(test, Result.FAILED, "why\nat length", Duration.ZERO);
    }
}
