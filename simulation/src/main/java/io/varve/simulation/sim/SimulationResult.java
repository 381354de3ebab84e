package io.varve.simulation.sim;

import io.varve.core.CrashPoint;
import io.varve.simulation.check.Compacting;
import io.varve.simulation.check.Coordinating;
import io.varve.simulation.check.Transacting;
import io.varve.simulation.world.Fault;
import io.varve.simulation.world.Violation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What came of a world.
///
/// @param faultsDrawn how many faults were drawn, those that were left out included
/// @param errors answers by error code
/// @param traceHash the same for the same seed
public record SimulationResult(
        SimulationSettings settings,
        @Nullable Violation violation,
        long events,
        long simulatedMs,
        int acknowledgedBatches,
        int faultsDrawn,
        Map<Fault, Integer> faults,
        Map<CrashPoint, Integer> reached,
        Map<CrashPoint, Integer> crashed,
        Map<Coordinating, Integer> coordinating,
        Map<Compacting, Integer> compacting,
        Map<Transacting, Integer> transacting,
        Map<String, Integer> errors,
        int nodes,
        long traceHash,
        List<String> trace) {

    public int faultCount() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }
}
