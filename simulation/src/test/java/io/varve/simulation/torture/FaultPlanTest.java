package io.varve.simulation.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.simulation.torture.FaultPlan.Planned;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final List<String> NODES = List.of("a", "b", "c");
    private static final int SEEDS = 200;

    @Test
    void aSeedHasOnePlan() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(FaultPlan.draw(seed, MINUTE, NODES)).isEqualTo(FaultPlan.draw(seed, MINUTE, NODES));
        }
        assertThat(FaultPlan.draw(1, MINUTE, NODES)).isNotEqualTo(FaultPlan.draw(2, MINUTE, NODES));
    }

    @Test
    void aMinuteHasEveryKindAndMoreFaultsThanAreAskedFor() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Planned> plan = FaultPlan.draw(seed, MINUTE, NODES);

            assertThat(plan).as("seed %d", seed).hasSizeGreaterThan(22);
            assertThat(plan.stream().map(planned -> planned.fault().kind()).collect(Collectors.toSet()))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrder(
                            "kill",
                            "pause",
                            "long-pause",
                            "cut",
                            "outage",
                            "latency",
                            "bandwidth",
                            "reset",
                            "lost-reply",
                            "torn-reply");
        }
    }

    @Test
    void aNodeMeetsOneFaultAtATimeAndAllAreOverInTime() {
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Planned> plan = FaultPlan.draw(seed, MINUTE, NODES);
            for (int i = 0; i < plan.size(); i++) {
                assertThat(end(plan.get(i))).isLessThanOrEqualTo(MINUTE);
                for (Planned later : plan.subList(i + 1, plan.size())) {
                    assertThat(later.at()).isGreaterThanOrEqualTo(plan.get(i).at());
                    if (later.at().compareTo(end(plan.get(i))) < 0) {
                        assertThat(later.fault().nodes())
                                .as("seed %d", seed)
                                .doesNotContainAnyElementsOf(plan.get(i).fault().nodes());
                    }
                }
            }
        }
    }

    private static Duration end(Planned planned) {
        return planned.at().plus(planned.lasts());
    }
}
