package io.varve.simulation.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 25);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aWorldKeepsItsPromises(long seed) {
        SimulationResult result = Simulation.run(SimulationSettings.of(seed));

        assertThat(result.violation()).isNull();
        assertThat(result.nodes()).isGreaterThanOrEqualTo(3);
        assertThat(result.events()).isGreaterThan(1_000);
        assertThat(result.acknowledgedBatches()).isGreaterThan(50);
    }

    /// Worlds in which something was wrong once: a batch that overtook the refused one before it, a topic that
    /// could not be opened any more, a bundle under a name that was taken, bytes that stayed damaged in a cache, a
    /// group that was given no assignment for a month.
    @ParameterizedTest
    @ValueSource(longs = {8, 13, 67, 76, 170, 247, 2050, 2550, 2739, 4457, 10_151, 11_096, 21_460})
    void whatWasMendedStaysMended(long seed) {
        SimulationSettings asThen = SimulationSettings.of(seed).withoutTransactions();

        assertThat(Simulation.run(asThen).violation()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5, 7})
    void theSameSeedGivesTheSameTrace(long seed) {
        SimulationResult once = Simulation.run(SimulationSettings.of(seed));
        SimulationResult again = Simulation.run(SimulationSettings.of(seed).withTrace());

        assertThat(again.traceHash()).isEqualTo(once.traceHash());
        assertThat(again.trace()).isNotEmpty();
        assertThat(Simulation.run(SimulationSettings.of(seed + 1)).traceHash()).isNotEqualTo(once.traceHash());
    }

    @Test
    void faultsAreLeftOutByNumber() {
        SimulationResult all = Simulation.run(SimulationSettings.of(3));
        SimulationResult none = Simulation.run(SimulationSettings.of(3).withLastFault(0));
        SimulationResult some = Simulation.run(SimulationSettings.of(3).withLeftOut(Set.of(1)));

        assertThat(all.faultCount()).isPositive();
        assertThat(none.faultCount()).isZero();
        assertThat(some.traceHash()).isNotEqualTo(all.traceHash());
    }
}
