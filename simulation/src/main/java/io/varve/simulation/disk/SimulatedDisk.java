package io.varve.simulation.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// A disk in memory that knows what was synced. Each process sees it through a [Mount] of its own, a file system with
/// exactly the operations that Varve's file backends need; others throw [UnsupportedOperationException].
///
/// Where POSIX leaves it open, the worst is assumed: the bytes of a file are durable after a sync of the file, its
/// name after one of the folder. What was not synced may have arrived nevertheless, each change for itself: writes
/// whole, with a hole or not at all, changes of names whole or not at all.
///
/// For one thread at a time. The same calls with the same randomness give the same disk.
public final class SimulatedDisk {

    private final LongSupplier nowMs;
    private final List<Mount> mounts = new ArrayList<>();
    private FolderNode root;

    /// @param nowMs the clock by which files are modified
    public SimulatedDisk(LongSupplier nowMs) {
        this.nowMs = nowMs;
        root = new FolderNode(new TreeMap<>(), nowMs.getAsLong());
    }

    /// The view of a new process.
    public Mount mount(DiskFaults faults) {
        var mount = new Mount(this, faults);
        mounts.add(mount);
        return mount;
    }

    /// Ends all processes, and leaves on the disk what a power cut may leave there.
    public void cutPower(RandomGenerator random) {
        mounts.forEach(Mount::kill);
        mounts.clear();
        root = root.afterCut(new Survivors(random), random);
    }

    FolderNode root() {
        return root;
    }

    long nowMs() {
        return nowMs.getAsLong();
    }
}
