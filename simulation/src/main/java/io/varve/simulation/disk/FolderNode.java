package io.varve.simulation.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// A folder: the names that processes see, those that are durable, and the changes that lie between. Not thread-safe.
///
/// A failed sync makes nothing durable, and a later one everything: what file systems know of themselves they do not
/// forget.
final class FolderNode extends Node {

    private final NavigableMap<String, Node> durable;
    private final NavigableMap<String, Node> names;
    private final List<Change> changes = new ArrayList<>();

    FolderNode(NavigableMap<String, Node> durable, long modifiedMs) {
        super(modifiedMs);
        this.durable = durable;
        this.names = new TreeMap<>(durable);
    }

    NavigableMap<String, Node> names() {
        return names;
    }

    void apply(Change change) {
        change.applyTo(names);
        changes.add(change);
    }

    @Override
    void sync() {
        changes.forEach(change -> change.applyTo(durable));
        changes.clear();
    }

    @Override
    void failSync() {}

    /// Each change has arrived or not, whatever became of those before it.
    @Override
    FolderNode afterCut(Survivors survivors, RandomGenerator random) {
        var found = new TreeMap<>(durable);
        for (Change change : changes) {
            if (random.nextBoolean()) {
                change.applyTo(found);
            }
        }
        found.replaceAll((name, node) -> survivors.of(node));
        return new FolderNode(found, modifiedMs());
    }

    /// A change of names that happens as a whole or not at all.
    sealed interface Change {

        void applyTo(NavigableMap<String, Node> names);
    }

    record Added(String name, Node node) implements Change {

        @Override
        public void applyTo(NavigableMap<String, Node> names) {
            names.put(name, node);
        }
    }

    record Removed(String name) implements Change {

        @Override
        public void applyTo(NavigableMap<String, Node> names) {
            names.remove(name);
        }
    }

    record Renamed(String from, String to, Node node) implements Change {

        @Override
        public void applyTo(NavigableMap<String, Node> names) {
            names.remove(from);
            names.put(to, node);
        }
    }
}
