package io.varve.simulation.torture;

import io.varve.simulation.torture.Fault.Kill;
import io.varve.simulation.torture.Fault.Network;
import io.varve.simulation.torture.Fault.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Which faults a run has, and when: the same for the same seed.
///
/// All kinds come in turn, in an order that is drawn anew each time.
final class FaultPlan {

    private static final long FIRST_MS = 1_500;
    private static final long EVERY_MS = 1_600;

    /// A node that was killed needs so long to serve again, on a busy machine.
    private static final long START_MS = 4_000;

    private static final List<Kind> KINDS = kinds();

    private final Random random;
    private final List<String> nodes;
    private final Map<String, Long> freeFromMs = new HashMap<>();

    /// @param at after the beginning of the run
    record Planned(Fault fault, Duration at, Duration lasts) {}

    /// @param leastMs how long it lasts
    /// @param leastNodes one, or as many as there must be; then it meets all to which nothing else is done
    private record Kind(Draw draw, long leastMs, long mostMs, int leastNodes) {}

    /// Draws what is not said by the kind of a fault.
    private interface Draw {
        Fault of(List<String> nodes, Random random);
    }

    private FaultPlan(long seed, List<String> nodes) {
        this.random = new Random(seed);
        this.nodes = nodes;
    }

    /// In the order of their beginnings; all are over when the time is.
    ///
    /// @param nodes their names
    static List<Planned> draw(long seed, Duration time, List<String> nodes) {
        return new FaultPlan(seed, nodes).draw(time.toMillis());
    }

    private List<Planned> draw(long timeMs) {
        var planned = new ArrayList<Planned>();
        var left = new ArrayList<Kind>();
        for (long atMs = FIRST_MS; atMs < timeMs; atMs += random.nextLong(EVERY_MS / 2, EVERY_MS * 3 / 2)) {
            if (left.isEmpty()) {
                left.addAll(KINDS);
                Collections.shuffle(left, random);
            }
            Kind kind = left.removeLast();
            atMs = Math.max(atMs, idleFrom(kind.leastNodes()));
            long lastsMs = random.nextLong(kind.leastMs(), kind.mostMs());
            if (atMs + lastsMs <= timeMs) {
                Fault fault = kind.draw().of(victims(kind, atMs), random);
                long freeMs = atMs + lastsMs + (fault instanceof Kill ? START_MS : 0);
                fault.nodes().forEach(victim -> freeFromMs.put(victim, freeMs));
                planned.add(new Planned(fault, Duration.ofMillis(atMs), Duration.ofMillis(lastsMs)));
            }
        }
        return planned;
    }

    /// From when on nothing is done to so many nodes, as far as is planned.
    private long idleFrom(int count) {
        return nodes.stream().map(this::freeFrom).sorted().toList().get(count - 1);
    }

    private List<String> victims(Kind kind, long atMs) {
        List<String> idle =
                nodes.stream().filter(node -> freeFrom(node) <= atMs).toList();
        return kind.leastNodes() > 1 ? idle : List.of(idle.get(random.nextInt(idle.size())));
    }

    private long freeFrom(String node) {
        return freeFromMs.getOrDefault(node, 0L);
    }

    private static List<Kind> kinds() {
        var kinds = new ArrayList<Kind>();
        kinds.add(new Kind((nodes, random) -> new Kill(nodes.getFirst()), 200, 1_500, 1));
        kinds.add(new Kind((nodes, random) -> new Pause(nodes.getFirst(), false), 200, 1_500, 1));
        kinds.add(new Kind((nodes, random) -> new Pause(nodes.getFirst(), true), 8_500, 10_000, 1));
        Arrays.stream(NetworkFault.values())
                .forEach(what -> kinds.add(new Kind(
                        (nodes, random) -> new Network(what, nodes, anyOf(Link.values(), random), what.draw(random)),
                        500,
                        3_000,
                        1)));
        Link[] stores = {Link.OBJECTS, Link.JOURNAL};
        kinds.add(new Kind(
                (nodes, random) -> new Network(NetworkFault.CUT, nodes, anyOf(stores, random), Map.of()),
                300,
                2_000,
                2));
        return List.copyOf(kinds);
    }

    private static Link anyOf(Link[] links, Random random) {
        return links[random.nextInt(links.length)];
    }
}
