package io.varve.simulation.graph;

import java.util.Arrays;

/// A directed graph of millions of nodes, which are numbers from 0. Grows only.
///
/// Takes nine bytes an edge; [Cycles] takes five more, and sixteen a node, while it looks.
public final class Graph {

    private static final int FIRST_CAPACITY = 1024;
    private static final int MAX_KINDS = 32;

    private int nodes;
    private int edges;
    private int[] from = new int[FIRST_CAPACITY];
    private int[] to = new int[FIRST_CAPACITY];
    private byte[] kinds = new byte[FIRST_CAPACITY];

    /// Returns the number of a new node.
    public int newNode() {
        return nodes++;
    }

    /// An edge from a node to itself says nothing, and is left out.
    public void add(Edge edge) {
        if (edge.kind() < 0 || edge.kind() >= MAX_KINDS) {
            throw new IllegalArgumentException("an edge of kind " + edge.kind());
        }
        if (edge.from() == edge.to()) {
            return;
        }
        if (edges == from.length) {
            int capacity = Math.multiplyExact(edges, 2);
            from = Arrays.copyOf(from, capacity);
            to = Arrays.copyOf(to, capacity);
            kinds = Arrays.copyOf(kinds, capacity);
        }
        from[edges] = edge.from();
        to[edges] = edge.to();
        kinds[edges] = (byte) edge.kind();
        edges++;
    }

    int nodes() {
        return nodes;
    }

    /// The edges of some kinds, by the node that they leave.
    ///
    /// @param wanted bit *k* stands for kind *k*
    Successors successors(int wanted) {
        int[] starts = new int[nodes + 1];
        for (int i = 0; i < edges; i++) {
            if (isWanted(i, wanted)) {
                starts[from[i] + 1]++;
            }
        }
        for (int node = 0; node < nodes; node++) {
            starts[node + 1] += starts[node];
        }
        int[] next = Arrays.copyOf(starts, nodes);
        int[] targets = new int[starts[nodes]];
        byte[] targetKinds = new byte[starts[nodes]];
        for (int i = 0; i < edges; i++) {
            if (isWanted(i, wanted)) {
                int place = next[from[i]]++;
                targets[place] = to[i];
                targetKinds[place] = kinds[i];
            }
        }
        return new Successors(starts, targets, targetKinds);
    }

    private boolean isWanted(int edge, int wanted) {
        return (wanted >>> kinds[edge] & 1) == 1;
    }

    /// The edges that leave node *n* are those from `starts[n]` to before `starts[n + 1]`.
    record Successors(int[] starts, int[] targets, byte[] kinds) {}
}
