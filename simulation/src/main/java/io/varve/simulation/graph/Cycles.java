package io.varve.simulation.graph;

import io.varve.simulation.graph.Graph.Successors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The cycles of a graph that consist of edges of some kinds.
public final class Cycles {

    private static final int NONE = -1;

    private final Successors successors;
    private final int[] components;

    private Cycles(Successors successors, int[] components) {
        this.successors = successors;
        this.components = components;
    }

    /// A shortest cycle through one node of each strongly connected component.
    ///
    /// @param kinds bit *k* stands for kind *k*
    /// @param known nodes whose components are left out
    /// @param limit of cycles; each takes time for the whole graph
    public static List<List<Edge>> find(Graph graph, int kinds, Set<Integer> known, int limit) {
        Successors successors = graph.successors(kinds);
        var components = new Components(graph.nodes(), successors);
        int[] byNode = components.byNode();
        Set<Integer> left = known.stream().map(node -> byNode[node]).collect(Collectors.toSet());
        var cycles = new Cycles(successors, byNode);
        return Arrays.stream(components.cyclicNodes())
                .filter(node -> !left.contains(byNode[node]))
                .limit(limit)
                .mapToObj(cycles::through)
                .toList();
    }

    /// A shortest cycle through a node that is on one, by a breadth-first search inside its component.
    private List<Edge> through(int start) {
        int[] enteredBy = new int[components.length];
        int[] cameFrom = new int[components.length];
        Arrays.fill(cameFrom, NONE);
        var queue = new ArrayDeque<Integer>();
        queue.add(start);
        while (!queue.isEmpty()) {
            int node = queue.remove();
            for (int edge = successors.starts()[node]; edge < successors.starts()[node + 1]; edge++) {
                int target = successors.targets()[edge];
                if (components[target] != components[start] || cameFrom[target] != NONE) {
                    continue;
                }
                cameFrom[target] = node;
                enteredBy[target] = edge;
                if (target == start) {
                    return path(start, cameFrom, enteredBy);
                }
                queue.add(target);
            }
        }
        throw new IllegalStateException("node " + start + " is on no cycle");
    }

    private List<Edge> path(int start, int[] cameFrom, int[] enteredBy) {
        var path = new ArrayList<Edge>();
        int node = start;
        do {
            path.add(new Edge(cameFrom[node], node, successors.kinds()[enteredBy[node]]));
            node = cameFrom[node];
        } while (node != start);
        return path.reversed();
    }
}
