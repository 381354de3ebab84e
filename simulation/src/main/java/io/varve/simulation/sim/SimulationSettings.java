package io.varve.simulation.sim;

import io.varve.simulation.world.Fault;
import java.util.Set;

/// Which world to run, and how much of it.
///
/// @param batches how many the producers of topics that are not compacted send together; each of the others sends as
///     many as each of these
/// @param transactions whether there are producers with transactional ids, in the worlds of odd seeds
/// @param without kinds of faults that do not happen
/// @param leftOut single faults that do not happen, by their number
/// @param lastFault number of the last fault that happens
/// @param keepTrace whether to keep what happened, line by line
public record SimulationSettings(
        long seed,
        int batches,
        boolean transactions,
        Set<Fault> without,
        Set<Integer> leftOut,
        int lastFault,
        boolean keepTrace) {

    public static final int DEFAULT_BATCHES = 150;

    public static SimulationSettings of(long seed) {
        return new SimulationSettings(seed, DEFAULT_BATCHES, true, Set.of(), Set.of(), Integer.MAX_VALUE, false);
    }

    SimulationSettings withBatches(int fewer) {
        return new SimulationSettings(seed, fewer, transactions, without, leftOut, lastFault, keepTrace);
    }

    SimulationSettings withoutTransactions() {
        return new SimulationSettings(seed, batches, false, without, leftOut, lastFault, keepTrace);
    }

    SimulationSettings withoutKinds(Set<Fault> kinds) {
        return new SimulationSettings(seed, batches, transactions, kinds, leftOut, lastFault, keepTrace);
    }

    SimulationSettings withLeftOut(Set<Integer> numbers) {
        return new SimulationSettings(seed, batches, transactions, without, numbers, lastFault, keepTrace);
    }

    SimulationSettings withLastFault(int number) {
        return new SimulationSettings(seed, batches, transactions, without, leftOut, number, keepTrace);
    }

    SimulationSettings withTrace() {
        return new SimulationSettings(seed, batches, transactions, without, leftOut, lastFault, true);
    }
}
