package io.varve.simulation.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CyclesTest {

    private static final int ALL = -1;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void findsACycleInExactlyThoseGraphsThatHaveOne() {
        for (int i = 0; i < 2_000; i++) {
            int nodes = 2 + random.nextInt(6);
            List<Edge> edges = edges(nodes);
            int kinds = random.nextInt(1, 8);
            List<List<Edge>> cycles = Cycles.find(graph(nodes, edges), kinds, Set.of(), NO_LIMIT);

            List<Edge> wanted = edges.stream()
                    .filter(edge -> (kinds >>> edge.kind() & 1) == 1)
                    .toList();
            assertThat(cycles.isEmpty()).as("-Dtest.seed=%d, %s", seed, wanted).isEqualTo(!isCyclic(nodes, wanted));
            cycles.forEach(cycle -> assertIsCycleOf(wanted, cycle));
        }
    }

    @Test
    void findsOneCycleOfEachComponentAndAShortOne() {
        var edges =
                List.of(edge(0, 1), edge(1, 2), edge(2, 0), edge(2, 3), edge(3, 4), edge(4, 5), edge(5, 3), edge(4, 3));

        List<List<Edge>> cycles = Cycles.find(graph(6, edges), ALL, Set.of(), NO_LIMIT);

        assertThat(cycles).hasSize(2);
        assertThat(cycles).anySatisfy(cycle -> assertThat(cycle).hasSize(3));
        assertThat(cycles).anySatisfy(cycle -> assertThat(cycle).containsExactlyInAnyOrder(edge(3, 4), edge(4, 3)));
    }

    @Test
    void leavesOutComponentsWithAKnownNode() {
        var edges = List.of(edge(0, 1), edge(1, 0), edge(2, 3), edge(3, 2));

        assertThat(Cycles.find(graph(4, edges), ALL, Set.of(1), NO_LIMIT))
                .singleElement()
                .satisfies(cycle -> assertThat(cycle).containsExactlyInAnyOrder(edge(2, 3), edge(3, 2)));
    }

    @Test
    void pathsMayBeAsLongAsAHistory() {
        int nodes = 1_000_000;
        var graph = new Graph();
        for (int node = 0; node < nodes; node++) {
            graph.newNode();
            graph.add(edge(node, (node + 1) % nodes));
        }

        assertThat(Cycles.find(graph, ALL, Set.of(), NO_LIMIT))
                .singleElement()
                .satisfies(cycle -> assertThat(cycle).hasSize(nodes));
    }

    private List<Edge> edges(int nodes) {
        var edges = new ArrayList<Edge>();
        for (int i = random.nextInt(nodes * 2); i > 0; i--) {
            int from = random.nextInt(nodes);
            int to = random.nextInt(nodes);
            if (from != to) {
                edges.add(new Edge(from, to, random.nextInt(3)));
            }
        }
        return edges;
    }

    /// Whether something is left when nodes to which nothing leads are taken away, over and over.
    private static boolean isCyclic(int nodes, List<Edge> edges) {
        var left = new HashSet<Integer>();
        for (int node = 0; node < nodes; node++) {
            left.add(node);
        }
        while (left.removeIf(
                node -> edges.stream().noneMatch(edge -> edge.to() == node && left.contains(edge.from())))) {}
        return !left.isEmpty();
    }

    private static void assertIsCycleOf(List<Edge> edges, List<Edge> cycle) {
        assertThat(edges).containsAll(cycle);
        for (int i = 0; i < cycle.size(); i++) {
            assertThat(cycle.get(i).to())
                    .isEqualTo(cycle.get((i + 1) % cycle.size()).from());
        }
        assertThat(cycle.stream().map(Edge::from)).doesNotHaveDuplicates();
    }

    private static Graph graph(int nodes, List<Edge> edges) {
        var graph = new Graph();
        for (int node = 0; node < nodes; node++) {
            graph.newNode();
        }
        edges.forEach(graph::add);
        return graph;
    }

    private static Edge edge(int from, int to) {
        return new Edge(from, to, 0);
    }
}
