package io.varve.simulation.history;

import java.util.List;

/// A rule that was broken, and the operations that show it.
///
/// @param operations by their numbers; empty where nobody carried one out
public record Anomaly(Rule rule, List<Long> operations, String text) {

    public Anomaly {
        operations = List.copyOf(operations);
    }
}
