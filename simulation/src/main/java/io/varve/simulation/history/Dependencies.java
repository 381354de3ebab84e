package io.varve.simulation.history;

import io.varve.simulation.graph.Cycles;
import io.varve.simulation.graph.Edge;
import io.varve.simulation.graph.Graph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which operations come before which. A circle is an anomaly, named after the weakest dependencies that make one.
///
/// Real time is not an edge for each pair, of which there would be millions of millions, but a chain of moments:
///
/// ```
///   operation that ends --> moment --> moment --> operation that begins
/// ```
final class Dependencies {

    private final Graph graph = new Graph();
    private final SparseArray<Long> operations = new SparseArray<>();
    private int moment = graph.newNode();
    private boolean begunSince;

    /// Something begins. Returns the moment, before which everything was over that ended earlier.
    int begin() {
        begunSince = true;
        return moment;
    }

    /// Makes the node of something that began at a moment.
    int node(long op, int begunAt) {
        int node = graph.newNode();
        operations.put(node, op);
        add(begunAt, node, Dependency.REALTIME);
        return node;
    }

    /// What the node stands for is over, and took effect.
    void end(int node) {
        if (begunSince) {
            int next = graph.newNode();
            add(moment, next, Dependency.REALTIME);
            moment = next;
            begunSince = false;
        }
        add(node, moment, Dependency.REALTIME);
    }

    void add(int before, int after, Dependency why) {
        graph.add(new Edge(before, after, why.kind()));
    }

    /// Reports a circle of each knot of operations.
    void check(Anomalies anomalies) {
        var reported = new HashSet<Integer>();
        check(Rule.G0, Dependency.mask(Dependency.WW), reported, anomalies);
        check(Rule.G1C, Dependency.mask(Dependency.WW, Dependency.WR), reported, anomalies);
        check(Rule.G2, Dependency.mask(Dependency.WW, Dependency.WR, Dependency.RW), reported, anomalies);
        check(Rule.REALTIME, Dependency.mask(Dependency.values()), reported, anomalies);
    }

    private void check(Rule rule, int kinds, Set<Integer> reported, Anomalies anomalies) {
        for (List<Edge> cycle : Cycles.find(graph, kinds, reported, Anomalies.KEPT_OF_A_RULE)) {
            cycle.forEach(edge -> reported.add(edge.from()));
            report(rule, cycle, anomalies);
        }
    }

    private void report(Rule rule, List<Edge> cycle, Anomalies anomalies) {
        var involved = new ArrayList<Long>();
        var text = new StringBuilder();
        for (Edge edge : cycle) {
            Long op = operations.get(edge.from());
            // A moment only passes on that what led to it was over.
            if (op != null) {
                involved.add(op);
                text.append(text.isEmpty() ? "operation " : ", ")
                        .append(op)
                        .append(' ')
                        .append(Dependency.ofKind(edge.kind()).phrase())
                        .append(" the next");
            }
        }
        text.append(", which is the first");
        anomalies.add(rule, involved, text.toString());
    }
}
