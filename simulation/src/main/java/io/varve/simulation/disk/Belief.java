package io.varve.simulation.disk;

import java.util.LinkedHashSet;
import java.util.Set;

/// What something may be, by all that its owner was told: one thing after an answer, several while there is none.
final class Belief<V> {

    private final Set<V> possible = new LinkedHashSet<>();

    Belief(V known) {
        possible.add(known);
    }

    void is(V known) {
        possible.clear();
        possible.add(known);
    }

    void mayBe(V other) {
        possible.add(other);
    }

    void isNot(V other) {
        possible.remove(other);
    }

    boolean allows(V seen) {
        return possible.contains(seen);
    }

    /// Whether there is something else that it may be.
    boolean allowsOtherThan(V other) {
        return possible.size() > (possible.contains(other) ? 1 : 0);
    }

    @Override
    public String toString() {
        return possible.toString();
    }
}
