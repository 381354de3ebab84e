package io.varve.simulation.disk;

import java.util.random.RandomGenerator;

/// What a name on the disk stands for. Not thread-safe.
abstract sealed class Node permits FileNode, FolderNode {

    private long modifiedMs;

    Node(long modifiedMs) {
        this.modifiedMs = modifiedMs;
    }

    final long modifiedMs() {
        return modifiedMs;
    }

    final void touch(long nowMs) {
        modifiedMs = nowMs;
    }

    /// Makes all changes durable.
    abstract void sync();

    /// What a failed sync leaves.
    abstract void failSync();

    /// What is found in this node's place after a power cut, all of it durable.
    abstract Node afterCut(Survivors survivors, RandomGenerator random);
}
