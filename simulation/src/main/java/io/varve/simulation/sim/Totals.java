package io.varve.simulation.sim;

import io.varve.core.CrashPoint;
import io.varve.simulation.check.Compacting;
import io.varve.simulation.check.Coordinating;
import io.varve.simulation.check.Transacting;
import io.varve.simulation.world.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// What many worlds come to. Thread-safe.
final class Totals {

    /// Guarded by this object's monitor, as is all that follows.
    private final Map<Figure, List<Long>> worlds = new EnumMap<>(Figure.class);

    private int seeds;

    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final Map<CrashPoint, Long> reached = new EnumMap<>(CrashPoint.class);
    private final Map<CrashPoint, Long> crashed = new EnumMap<>(CrashPoint.class);
    private final Map<Coordinating, Long> coordinating = new EnumMap<>(Coordinating.class);
    private final Map<Compacting, Long> compacting = new EnumMap<>(Compacting.class);
    private final Map<Transacting, Long> transacting = new EnumMap<>(Transacting.class);
    private final Map<String, Long> errors = new TreeMap<>();
    private final List<SimulationResult> failed = new ArrayList<>();
    private long simulatedMs;
    private long events;
    private long traces;

    /// What is counted of each world.
    enum Figure {
        EVENTS(SimulationResult::events),
        ACKNOWLEDGED(SimulationResult::acknowledgedBatches),
        FAULTS(SimulationResult::faultCount),
        NODES(SimulationResult::nodes);

        private final ToLongFunction<SimulationResult> of;

        Figure(ToLongFunction<SimulationResult> of) {
            this.of = of;
        }
    }

    synchronized void add(SimulationResult result) {
        seeds++;
        for (Figure figure : Figure.values()) {
            worlds.computeIfAbsent(figure, absent -> new ArrayList<>()).add(figure.of.applyAsLong(result));
        }
        result.faults().forEach((fault, count) -> faults.merge(fault, (long) count, Long::sum));
        result.reached().forEach((point, count) -> reached.merge(point, (long) count, Long::sum));
        result.crashed().forEach((point, count) -> crashed.merge(point, (long) count, Long::sum));
        result.coordinating().forEach((what, count) -> coordinating.merge(what, (long) count, Long::sum));
        result.compacting().forEach((what, count) -> compacting.merge(what, (long) count, Long::sum));
        result.transacting().forEach((what, count) -> transacting.merge(what, (long) count, Long::sum));
        result.errors().forEach((error, count) -> errors.merge(error, (long) count, Long::sum));
        simulatedMs += result.simulatedMs();
        events += result.events();
        traces += result.traceHash();
        if (result.violation() != null) {
            failed.add(result);
        }
    }

    synchronized int seeds() {
        return seeds;
    }

    synchronized long events() {
        return events;
    }

    /// The sum of the worlds' hashes, the same for the same seeds wherever and in whichever order they are run.
    synchronized long traces() {
        return traces;
    }

    synchronized double simulatedHours() {
        return simulatedMs / 3_600_000.0;
    }

    synchronized List<SimulationResult> failed() {
        return List.copyOf(failed);
    }

    synchronized Map<Fault, Long> faults() {
        return new EnumMap<>(faults);
    }

    synchronized Map<CrashPoint, Long> reached() {
        return new EnumMap<>(reached);
    }

    synchronized Map<CrashPoint, Long> crashed() {
        return new EnumMap<>(crashed);
    }

    synchronized Map<Coordinating, Long> coordinating() {
        return new EnumMap<>(coordinating);
    }

    synchronized Map<Compacting, Long> compacting() {
        return new EnumMap<>(compacting);
    }

    synchronized Map<Transacting, Long> transacting() {
        return new EnumMap<>(transacting);
    }

    synchronized Map<String, Long> errors() {
        return new TreeMap<>(errors);
    }

    /// The median over all worlds.
    synchronized long median(Figure figure) {
        List<Long> sorted =
                worlds.getOrDefault(figure, List.of(0L)).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /// What no coordinator has met.
    List<Coordinating> neverMet() {
        Map<Coordinating, Long> met = coordinating();
        return Arrays.stream(Coordinating.values())
                .filter(what -> !met.containsKey(what))
                .toList();
    }

    /// What no transaction has come to.
    List<Transacting> neverTransacted() {
        Map<Transacting, Long> done = transacting();
        return Arrays.stream(Transacting.values())
                .filter(what -> !done.containsKey(what))
                .toList();
    }

    /// What no compactor has done.
    List<Compacting> neverDone() {
        Map<Compacting, Long> done = compacting();
        return Arrays.stream(Compacting.values())
                .filter(what -> !done.containsKey(what))
                .toList();
    }

    /// Points at which no process ended: what happens then has not been tried.
    List<CrashPoint> neverHit() {
        Map<CrashPoint, Long> hits = crashed();
        return Arrays.stream(CrashPoint.values())
                .filter(point -> !hits.containsKey(point))
                .toList();
    }
}
