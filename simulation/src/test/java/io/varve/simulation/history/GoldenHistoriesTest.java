package io.varve.simulation.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A history for each rule, which breaks that one alone, and one that breaks none.
class GoldenHistoriesTest {

    /// The operations that show it.
    private static final Map<Rule, List<Long>> OPERATIONS = new EnumMap<>(Map.ofEntries(
            Map.entry(Rule.INCONSISTENT_OFFSETS, List.of(3L, 4L, 7L)),
            Map.entry(Rule.DUPLICATE, List.of(3L, 4L)),
            Map.entry(Rule.LOST_WRITE, List.of(4L)),
            Map.entry(Rule.UNSEEN_TAIL, List.of(4L)),
            Map.entry(Rule.ABORTED_READ, List.of(3L)),
            Map.entry(Rule.INTERMEDIATE_READ, List.of(3L, 4L)),
            Map.entry(Rule.TORN_TRANSACTION, List.of(3L)),
            Map.entry(Rule.CONSUMED_TWICE, List.of(4L, 6L)),
            Map.entry(Rule.NOT_CONSUMED, List.of(6L)),
            Map.entry(Rule.PHANTOM_READ, List.of(4L)),
            Map.entry(Rule.INTERNAL_NONMONOTONIC_POLL, List.of(6L)),
            Map.entry(Rule.NONMONOTONIC_POLL, List.of(7L)),
            Map.entry(Rule.INTERNAL_POLL_SKIP, List.of(8L, 4L)),
            Map.entry(Rule.POLL_SKIP, List.of(9L, 4L)),
            Map.entry(Rule.NONMONOTONIC_SEND, List.of(3L, 4L)),
            Map.entry(Rule.FALSE_OUT_OF_RANGE, List.of(6L)),
            Map.entry(Rule.G0, List.of(4L, 5L)),
            Map.entry(Rule.G1C, List.of(5L, 6L)),
            Map.entry(Rule.G2, List.of(3L, 4L)),
            Map.entry(Rule.REALTIME, List.of(4L, 5L)),
            Map.entry(Rule.UNAVAILABLE, List.of(5L))));

    @ParameterizedTest
    @EnumSource
    void historyOfARuleBreaksThatOneAloneAndNamesTheOperations(Rule rule) throws Exception {
        Verdict verdict = check(Label.of(rule));

        assertThat(verdict.anomalies()).containsExactly(Map.entry(rule, 1L));
        Anomaly anomaly = verdict.examples().getFirst();
        assertThat(anomaly.rule()).isEqualTo(rule);
        assertThat(anomaly.operations()).containsExactlyInAnyOrderElementsOf(OPERATIONS.get(rule));
        assertThat(anomaly.text()).isNotBlank();
    }

    @Test
    void cleanHistoryIsClean() throws Exception {
        Verdict verdict = check("clean");

        assertThat(verdict.isClean()).isTrue();
        assertThat(verdict.examples()).isEmpty();
        assertThat(verdict.counts().acknowledged()).isEqualTo(5);
        assertThat(verdict.outcomes().get(Action.SEND)).isEqualTo(new Verdict.Outcomes(5, 1, 2));
        assertThat(verdict.faults()).containsExactly(Map.entry("kill", new Verdict.Faults(1, 1)));
    }

    @Test
    void transactionsStandBetweenEachOthersRecordsAndAreCleanIfTheirEndsHold() throws Exception {
        Verdict verdict = check("clean-transactions");

        assertThat(verdict.examples()).isEmpty();
        assertThat(verdict.outcomes().get(Action.TXN)).isEqualTo(new Verdict.Outcomes(1, 1, 1));
    }

    @Test
    void commitThatIsCalledAnAbortIsFoundAndSoIsAnAbortThatIsCalledACommit() throws Exception {
        assertThat(check("clean-transactions", "\"ok\",\"f\":\"txn\"", "\"fail\",\"f\":\"txn\""))
                .containsOnlyKeys(Rule.ABORTED_READ, Rule.NOT_CONSUMED);
        assertThat(check("clean-transactions", "[[0,1],[2,2]]", "[[0,1],[1,4],[2,2]]"))
                .containsOnlyKeys(Rule.ABORTED_READ);
        assertThat(check("clean-transactions", "[[0,1],[2,2]]", "[[0,1]]")).containsOnlyKeys(Rule.LOST_WRITE);
    }

    private static Map<Rule, Long> check(String name, String before, String after)
            throws IOException, URISyntaxException {
        var checker = new Checker();
        HistoryReader.read(file(name), event -> {
            String line = EventJson.write(event);
            checker.accept(EventJson.read(line.replace(before, after)));
        });
        return checker.verdict().anomalies();
    }

    @Test
    void plainProducerMayWriteARecordAgain() throws Exception {
        assertThat(check("clean").counts().writtenAgain()).isEqualTo(1);
    }

    static Path file(String name) throws URISyntaxException {
        URL resource = GoldenHistoriesTest.class.getResource(name + ".jsonl");
        return Path.of(Objects.requireNonNull(resource, name).toURI());
    }

    private static Verdict check(String name) throws IOException, URISyntaxException {
        var checker = new Checker();
        HistoryReader.read(file(name), checker::accept);
        return checker.verdict();
    }
}
