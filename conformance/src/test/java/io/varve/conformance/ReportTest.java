package io.varve.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.conformance.Outcome.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final Judgement clients = new Judgement(
            "clients",
            4,
            3,
            2,
            Map.of("c", "transactions", "d", "transactions"),
            Map.of("e", Result.FAILED),
            Map.of("b", "fails: why"));
    private final Judgement streams = new Judgement("streams", 1, 1, 1, Map.of(), Map.of(), Map.of());

    @Test
    void peopleReadCountsAndEachDifference() {
        assertThat(new Report("4.3.1", List.of(clients)).text()).isEqualTo("""
                        clients: 4 ran; of 3 that Apache Kafka 4.3.1 passes and that are demanded 2 passed
                          2 not yet: transactions
                          b fails: why
                          e is flaky on Apache Kafka: FAILED
                        differences: 1""");
    }

    @Test
    void documentationNamesEachTestInWhichABrokerDiffers() {
        assertThat(new Report("4.3.1", List.of(clients, streams)).markdown()).isEqualTo("""
                        | suite | Apache Kafka 4.3.1 passes | not yet here | demanded | passed |
                        |---|---|---|---|---|
                        | clients | 5 | 2 | 3 | 2 |
                        | streams | 1 | 0 | 1 | 1 |

                        | test that Apache Kafka passes | here |
                        |---|---|
                        | `c` | not yet: transactions |
                        | `d` | not yet: transactions |
                        | `b` | fails: why |""");
    }

    @Test
    void programsReadAllOfIt() {
        assertThat(new Report("4.3.1", List.of(clients)).json())
                .contains("\"suite\" : \"clients\"", "\"demanded\" : 3", "\"b\" : \"fails: why\"");
    }

    @Test
    void oneDifferenceIsNotAsExpected() {
        assertThat(new Report("4.3.1", List.of(streams)).isAsExpected()).isTrue();
        assertThat(new Report("4.3.1", List.of(streams, clients)).isAsExpected())
                .isFalse();
    }
}
