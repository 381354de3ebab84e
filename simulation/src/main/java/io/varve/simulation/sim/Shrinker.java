package io.varve.simulation.sim;

import io.varve.simulation.world.Fault;
import io.varve.simulation.world.Violation;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Makes a failing world small: fewer kinds of faults, fewer faults, fewer batches, as long as the same thing goes
/// wrong.
final class Shrinker {

    /// How many worlds it runs at most.
    private static final int MAX_RUNS = 400;

    private final String complaint;
    private SimulationResult smallest;
    private int runs;

    private Shrinker(SimulationResult failed) {
        this.complaint = kind(Objects.requireNonNull(failed.violation()));
        this.smallest = failed;
    }

    /// @return a world that fails in the same way, with its trace
    static SimulationResult shrink(SimulationResult failed) {
        var shrinker = new Shrinker(failed);
        shrinker.dropTransactions();
        shrinker.dropKinds();
        shrinker.dropLastFaults();
        shrinker.dropSingleFaults();
        shrinker.dropBatches();
        return Simulation.run(shrinker.smallest.settings().withTrace());
    }

    /// What went wrong, without the numbers in it.
    private static String kind(Violation violation) {
        return String.valueOf(violation.getMessage()).replaceAll("[0-9a-f]{32}|[0-9]+", "#");
    }

    private void dropTransactions() {
        attempt(smallest.settings().withoutTransactions());
    }

    private void dropKinds() {
        for (Fault fault : Fault.values()) {
            Set<Fault> without = EnumSet.of(fault);
            without.addAll(smallest.settings().without());
            attempt(smallest.settings().withoutKinds(without));
        }
    }

    private void dropLastFaults() {
        int low = 0;
        int high = smallest.faultsDrawn();
        while (low < high && runs < MAX_RUNS) {
            int middle = (low + high) / 2;
            if (attempt(smallest.settings().withLastFault(middle))) {
                high = Math.min(middle, smallest.faultsDrawn());
            } else {
                low = middle + 1;
            }
        }
    }

    private void dropSingleFaults() {
        int last = Math.min(smallest.settings().lastFault(), smallest.faultsDrawn());
        for (int number = last; number > 0 && runs < MAX_RUNS; number--) {
            var leftOut = new TreeSet<>(smallest.settings().leftOut());
            if (leftOut.add(number)) {
                attempt(smallest.settings().withLeftOut(leftOut));
            }
        }
    }

    private void dropBatches() {
        for (int batches = 18; batches < smallest.settings().batches(); batches *= 2) {
            if (attempt(smallest.settings().withBatches(batches))) {
                return;
            }
        }
    }

    private boolean attempt(SimulationSettings settings) {
        runs++;
        SimulationResult result = Simulation.run(settings);
        boolean same = result.violation() != null && kind(result.violation()).equals(complaint);
        if (same) {
            smallest = result;
        }
        return same;
    }
}
