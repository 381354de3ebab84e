package io.varve.simulation.disk;

import java.util.IdentityHashMap;
import java.util.random.RandomGenerator;

/// What the nodes of a disk have become in one power cut: a node with two names is still one. Not thread-safe.
final class Survivors {

    private final IdentityHashMap<Node, Node> survivors = new IdentityHashMap<>();
    private final RandomGenerator random;

    Survivors(RandomGenerator random) {
        this.random = random;
    }

    Node of(Node before) {
        Node known = survivors.get(before);
        if (known != null) {
            return known;
        }
        Node after = before.afterCut(this, random);
        survivors.put(before, after);
        return after;
    }
}
