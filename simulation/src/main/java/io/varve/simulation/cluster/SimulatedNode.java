package io.varve.simulation.cluster;

import io.varve.compactor.CompactorCounts;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.object.ObjectStoreJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.node.Probe;
import io.varve.simulation.check.Ledger;
import io.varve.simulation.world.Bucket;
import io.varve.simulation.world.Life;
import io.varve.simulation.world.SimulatedJournal;
import io.varve.simulation.world.SimulatedStore;
import io.varve.simulation.world.Table;
import io.varve.simulation.world.Violation;
import io.varve.simulation.world.World;
import io.varve.storage.ObjectStore;
import io.varve.storage.decorator.RetryPolicy;
import io.varve.storage.decorator.RetryingObjectStore;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node: it is started, ends, and is started again by whatever looks after it.
public final class SimulatedNode {

    private static final long RESTART_NANOS = 2_000_000_000L;
    private static final long PROBE_NANOS = 1_000_000;
    private static final int FIRST_PORT = 9_000;

    private final Ground ground;
    private final int number;
    private final boolean writes;
    private @Nullable Life life;
    private @Nullable Serving serving;
    private int starts;
    private boolean abandoned;

    /// A restored image runs on another machine.
    private boolean twin;
    private @Nullable Long restored;

    /// What all nodes of a world stand on.
    ///
    /// @param nodes all of them, by whose state a probe is answered
    /// @param compacted by all of them
    public record Ground(
            World world,
            Bucket bucket,
            Table table,
            ClusterPlan plan,
            Ledger ledger,
            CompactorCounts compacted,
            List<SimulatedNode> nodes) {}

    /// @param writes whether it is an ingest node; every node reads
    public SimulatedNode(Ground ground, int number, boolean writes) {
        this.ground = ground;
        this.number = number;
        this.writes = writes;
    }

    public boolean writes() {
        return writes;
    }

    CompactorCounts compactorCounts() {
        return ground.compacted();
    }

    public int number() {
        return number;
    }

    /// Its present life, null while it is down.
    public @Nullable Life life() {
        return life;
    }

    /// What it offers, null while it is down or starting.
    public @Nullable Serving serving() {
        return serving;
    }

    public void start() {
        Long image = restored;
        restored = null;
        start(image == null ? ground.world().begin(name()) : ground.world().begin(name(), image));
    }

    /// Ends the present life, and begins two that have the same number and the same randomness.
    ///
    /// @return the other one; when it ends, nobody starts it again
    public SimulatedNode restoreBeside(long entropySeed) {
        var other = new SimulatedNode(ground, number, writes);
        other.abandoned = true;
        other.twin = true;
        restored = entropySeed;
        other.starts = starts + 1;
        if (life != null) {
            life.end();
        }
        other.start(ground.world().begin(other.name() + "'", entropySeed));
        return other;
    }

    /// Nobody starts the node again when it has ended.
    public void abandon() {
        abandoned = true;
        if (life != null) {
            life.end();
        }
    }

    private String name() {
        return "node-" + number + "." + starts++;
    }

    private void start(Life begun) {
        life = begun;
        begun.onEnd(() -> {
            life = null;
            serving = null;
            if (!abandoned) {
                ground.world().scheduler().after(ground.world().latencyNanos(RESTART_NANOS), this::start);
            }
        });
        begun.start("main", () -> run(begun));
    }

    private void run(Life begun) {
        Serving ready;
        try {
            ready = Serving.start(begun, open(begun), ground.plan(), this, probe(begun));
        } catch (RuntimeException e) {
            // As a process that cannot start or may not: it says why and ends.
            ground.world().trace("{} does not start: {}", begun, String.valueOf(e.getMessage()));
            begun.end();
            return;
        }
        serving = ready;
        ground.world().trace("{} serves", begun);
    }

    /// A probe takes as long as a connection, and tells a node that serves from one that does not.
    private Probe probe(Life begun) {
        return node -> {
            begun.doors().pause(Duration.ofNanos(ground.world().latencyNanos(PROBE_NANOS)));
            return ground.nodes().stream().anyMatch(other -> other.answers(node));
        };
    }

    private boolean answers(Node wanted) {
        return address().equals(wanted.address()) && serving != null && life != null && life.isRunning();
    }

    /// Where its clients reach it, as the catalog has it.
    public NodeAddress address() {
        return new NodeAddress((twin ? "twin-" : "node-") + number, FIRST_PORT + number, 0);
    }

    private Cluster open(Life begun) {
        var doors = begun.doors();
        var guard = new ClockGuard(doors.clock());
        ObjectStore objects =
                new RetryingObjectStore(new SimulatedStore(begun, ground.bucket(), guard), doors, RetryPolicy.DEFAULT);
        Journal journal = ground.plan().journalInBucket()
                ? new ObjectStoreJournal(objects, doors.threads())
                : new SimulatedJournal(begun, ground.table(), guard);
        Cluster cluster =
                Cluster.open(new Stores(objects, journal, guard), ground.plan().settings(), doors);
        ground.ledger().begins(cluster.incarnation(), begun);
        watch(cluster.meta());
        cluster.dataShards().forEach(this::watch);
        return cluster;
    }

    private void watch(Shard<?, ?> shard) {
        shard.replica().listen((sequence, entry, draft) -> {
            try {
                ground.ledger().applied(shard.id(), sequence, entry);
            } catch (Violation e) {
                ground.world().fail(e);
            }
        });
    }
}
