package io.varve.simulation.sim;

import io.varve.core.Id128;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.check.Coordinating;
import io.varve.simulation.check.GroupLedger;
import io.varve.simulation.cluster.Serving;
import io.varve.simulation.cluster.SimulatedNode;
import io.varve.simulation.world.Fault;
import io.varve.simulation.world.Life;
import io.varve.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Kills nodes, has them stand still, sets their clocks, and puts everybody to sleep.
final class Nemesis {

    private static final long SECOND = 1_000_000_000L;
    private static final long EVERY_NANOS = 5 * SECOND;
    private static final long LONGEST_USUAL_PAUSE_NANOS = 90 * SECOND;
    private static final long HOUR_MS = 3_600_000;
    private static final long MONTH_MS = 30 * 24 * HOUR_MS;

    private final World world;
    private final List<SimulatedNode> nodes;
    private final SplittableRandom chances;
    private final GroupLedger groups;
    private final List<Paused> paused = new ArrayList<>();
    private @Nullable SimulatedNode twin;
    private boolean stopped;

    /// A process that stands still.
    ///
    /// @param coordinated the group shards that were its own when it stopped
    private record Paused(Life life, Id128 incarnation, List<ShardId> coordinated) {}

    Nemesis(World world, List<SimulatedNode> nodes, GroupLedger groups, SplittableRandom chances) {
        this.world = world;
        this.nodes = nodes;
        this.groups = groups;
        this.chances = chances;
    }

    void start() {
        world.scheduler().after(world.latencyNanos(EVERY_NANOS), this::act);
    }

    /// Nothing further happens; who stands still goes on, with the right time.
    void stop() {
        stopped = true;
        List.copyOf(paused).forEach(this::resume);
        for (SimulatedNode node : nodes) {
            Life life = node.life();
            if (life != null) {
                life.setClockSkew(0);
            }
        }
        if (twin != null) {
            twin.abandon();
            nodes.remove(twin);
        }
    }

    private void act() {
        if (stopped) {
            return;
        }
        if (world.faults().happens(Fault.KILL)) {
            Life life = any().life();
            if (life != null) {
                life.end();
            }
        }
        if (world.faults().happens(Fault.PAUSE)) {
            SimulatedNode node = any();
            if (node.life() != null && node.life().isRunning()) {
                pause(node, node.life(), world.faults().chance(Fault.PAUSE).nextLong(LONGEST_USUAL_PAUSE_NANOS));
            }
        }
        if (world.faults().happens(Fault.CLOCK_JUMP)) {
            Life life = any().life();
            if (life != null) {
                life.setClockSkew(skewMs());
            }
        }
        if (world.faults().happens(Fault.SLEEP)) {
            world.sleep(HOUR_MS / 2 + world.faults().chance(Fault.SLEEP).nextLong(3 * HOUR_MS));
        }
        if (twin == null && world.faults().happens(Fault.TWIN)) {
            restoreTwice();
        }
        start();
    }

    private SimulatedNode any() {
        return nodes.get(chances.nextInt(nodes.size()));
    }

    private long skewMs() {
        SplittableRandom chance = world.faults().chance(Fault.CLOCK_JUMP);
        long rangeMs = chance.nextBoolean() ? MONTH_MS : 2 * 60_000;
        return chance.nextLong(2 * rangeMs) - rangeMs;
    }

    private void pause(SimulatedNode node, Life life, long nanos) {
        life.pause();
        Serving serving = node.serving();
        Id128 incarnation = serving == null ? Id128.ZERO : serving.cluster().incarnation();
        var stopped = new Paused(life, incarnation, groups.coordinatedBy(incarnation));
        paused.add(stopped);
        world.scheduler().after(nanos, () -> resume(stopped));
    }

    private void resume(Paused stopped) {
        if (paused.remove(stopped) && !stopped.life().hasEnded()) {
            List<ShardId> left = groups.coordinatedBy(stopped.incarnation());
            stopped.coordinated().stream()
                    .filter(shard -> !left.contains(shard))
                    .forEach(shard -> groups.count(Coordinating.OUTLIVED));
            stopped.life().resume();
        }
    }

    /// Ends a node and starts two processes in its place, whose operating systems give them the same randomness.
    private void restoreTwice() {
        SimulatedNode original =
                nodes.stream().filter(SimulatedNode::writes).findFirst().orElseThrow();
        Life life = original.life();
        if (life == null) {
            return;
        }
        world.trace("an image of node {} is restored twice", original.number());
        long entropySeed = chances.nextLong();
        twin = original.restoreBeside(entropySeed);
        nodes.add(twin);
    }
}
