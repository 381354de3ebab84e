package io.varve.simulation.graph;

import io.varve.simulation.graph.Graph.Successors;
import java.util.Arrays;

/// The strongly connected components of a graph, by Tarjan's algorithm, with a stack of its own in place of
/// recursion: a path is as long as a history.
final class Components {

    private static final int UNSEEN = -1;

    private final Successors successors;

    /// When a node was first seen.
    private final int[] index;

    /// The earliest seen node that can be reached from a node and is not in a finished component.
    private final int[] low;

    private final int[] component;

    /// The edge of each node on the path that is to be followed next.
    private final int[] nextEdge;

    private final Stack path;
    private final Stack open;
    private final Stack cyclic;
    private int seen;
    private int finished;

    Components(int nodes, Successors successors) {
        this.successors = successors;
        index = filled(nodes);
        low = new int[nodes];
        component = filled(nodes);
        nextEdge = Arrays.copyOf(successors.starts(), nodes);
        path = new Stack();
        open = new Stack();
        cyclic = new Stack();
        for (int node = 0; node < nodes; node++) {
            if (index[node] == UNSEEN) {
                visit(node);
            }
        }
    }

    /// The component's number of each node.
    int[] byNode() {
        return component;
    }

    /// One node of each component that has several.
    int[] cyclicNodes() {
        return cyclic.content();
    }

    private void visit(int root) {
        enter(root);
        while (!path.isEmpty()) {
            int node = path.peek();
            if (nextEdge[node] < successors.starts()[node + 1]) {
                follow(node, successors.targets()[nextEdge[node]++]);
            } else {
                path.pop();
                leave(node);
            }
        }
    }

    private void enter(int node) {
        index[node] = seen;
        low[node] = seen++;
        path.push(node);
        open.push(node);
    }

    private void follow(int node, int target) {
        if (index[target] == UNSEEN) {
            enter(target);
        } else if (component[target] == UNSEEN) {
            low[node] = Math.min(low[node], index[target]);
        }
    }

    private void leave(int node) {
        if (low[node] == index[node]) {
            finish(node);
        }
        if (!path.isEmpty()) {
            int parent = path.peek();
            low[parent] = Math.min(low[parent], low[node]);
        }
    }

    private void finish(int root) {
        int size = 0;
        int node;
        do {
            node = open.pop();
            component[node] = finished;
            size++;
        } while (node != root);
        finished++;
        if (size > 1) {
            cyclic.push(root);
        }
    }

    private static int[] filled(int nodes) {
        int[] values = new int[nodes];
        Arrays.fill(values, UNSEEN);
        return values;
    }

    private static final class Stack {

        private int[] values = new int[64];
        private int size;

        void push(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        int pop() {
            return values[--size];
        }

        int peek() {
            return values[size - 1];
        }

        boolean isEmpty() {
            return size == 0;
        }

        int[] content() {
            return Arrays.copyOf(values, size);
        }
    }
}
