package io.varve.simulation.torture;

import io.varve.simulation.history.Action;
import io.varve.simulation.history.Details;
import io.varve.simulation.history.HistoryWriter.Operation;
import io.varve.simulation.torture.Fault.Kill;
import io.varve.simulation.torture.Fault.Network;
import io.varve.simulation.torture.Fault.Pause;
import io.varve.simulation.torture.FaultPlan.Planned;
import io.varve.testkit.Toxiproxy.Proxy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;

/// Does to a cluster what a plan says, and writes it down. Owned by one thread.
final class Nemesis {

    private static final String PROCESS = "nemesis";

    private final Cluster cluster;
    private final Load load;
    private int hits;

    /// The beginning or the end of a fault.
    private record Step(long atNs, Runnable what) {}

    Nemesis(Cluster cluster, Load load) {
        this.cluster = cluster;
        this.load = load;
    }

    /// Returns when the time is over, and all faults are.
    void carryOut(List<Planned> plan, Duration time) {
        long startNs = System.nanoTime();
        var steps = new PriorityQueue<>(Comparator.comparingLong(Step::atNs));
        for (Planned planned : plan) {
            long endNs = startNs + planned.at().plus(planned.lasts()).toNanos();
            steps.add(new Step(startNs + planned.at().toNanos(), () -> {
                Operation operation = begin(planned.fault());
                steps.add(new Step(endNs, () -> end(planned.fault(), operation)));
            }));
        }
        steps.add(new Step(startNs + time.toNanos(), () -> {}));
        while (!steps.isEmpty()) {
            Step step = steps.remove();
            await(step.atNs());
            step.what().run();
        }
    }

    /// How many faults met a live process under load so far.
    int hits() {
        return hits;
    }

    private static void await(long atNs) {
        for (long leftNs = atNs - System.nanoTime(); leftNs > 0; leftNs = atNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }

    private Operation begin(Fault fault) {
        boolean hit = load.isUnderWay()
                && fault.nodes().stream().allMatch(node -> cluster.node(node).isServing());
        hits += hit ? 1 : 0;
        var noted = new Details.Fault(fault.kind(), fault.target(), hit);
        Operation operation = load.history().begin(PROCESS, Action.FAULT, Details.ofFault(noted));
        switch (fault) {
            case Kill kill -> cluster.node(kill.node()).kill();
            case Pause pause -> cluster.node(pause.node()).pause();
            case Network network -> links(network).forEach(link -> spoil(link, network));
        }
        return operation;
    }

    private void end(Fault fault, Operation operation) {
        switch (fault) {
            case Kill kill -> cluster.node(kill.node()).start();
            case Pause pause -> cluster.node(pause.node()).goOn();
            case Network network -> links(network).forEach(link -> unspoil(link, network));
        }
        operation.ok(Details.NONE);
    }

    private List<Proxy> links(Network network) {
        return network.nodes().stream()
                .map(node -> cluster.link(node, network.link()))
                .toList();
    }

    private static void spoil(Proxy link, Network network) {
        if (network.what() == NetworkFault.CUT) {
            link.cut();
        } else {
            link.spoil(network.what().toxic(), network.attributes());
        }
    }

    private static void unspoil(Proxy link, Network network) {
        if (network.what() == NetworkFault.CUT) {
            link.mend();
        } else {
            link.unspoil(network.what().toxic());
        }
    }
}
