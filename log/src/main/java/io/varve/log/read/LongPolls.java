package io.varve.log.read;

import io.varve.core.Doors;
import io.varve.core.Timers.Timer;
import io.varve.core.TopicIdPartition;
import io.varve.log.LogShard;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.ReplicaHaltedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Reads that wait for records. An applied entry wakes those that watch one of its partitions and now have enough;
/// nothing else moves, whatever the number of waiting reads and partitions.
///
/// Thread-safe. [#await] blocks the calling (virtual) thread.
///
/// ```
///   register, then look --+--> enough already
///                         +--> waiting --+--> an entry brings enough
///                                        +--> the time is over
///                                        +--> the node stops
/// ```
final class LongPolls {

    /// How often a tailer is told that somebody waits; it keeps its fast pace for longer than that.
    static final Duration DEMAND_EVERY = Duration.ofSeconds(1);

    private final int maxPolls;
    private final Doors doors;

    /// Guards the fields below, and those of polls and watches.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<TopicIdPartition, Set<Watch>> watches = new HashMap<>();

    /// How many polls wait for something of a shard.
    private final Map<LogShard, Integer> waited = new LinkedHashMap<>();

    private final Set<Poll> polls = new LinkedHashSet<>();
    private boolean draining;
    private @Nullable Timer demandTimer;

    /// @param maxPolls so many wait at most; further ones are answered at once
    LongPolls(int maxPolls, Doors doors) {
        this.maxPolls = maxPolls;
        this.doors = doors;
    }

    /// One waiting read; each is distinct.
    private static final class Poll {

        private final long minBytes;
        private final List<Watch> watches = new ArrayList<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private long takenBytes;

        private Poll(long minBytes) {
            this.minBytes = minBytes;
        }
    }

    /// What a poll waits for in one partition; each is distinct.
    private static final class Watch {

        private final Poll poll;
        private final LogShard shard;
        private final FetchPosition position;
        private final IsolationLevel isolationLevel;
        private long takenBytes;

        private Watch(Poll poll, PositionPlan.Ready plan, IsolationLevel isolationLevel) {
            this.poll = poll;
            this.shard = plan.shard();
            this.position = plan.position();
            this.isolationLevel = isolationLevel;
        }

        /// What an answer could take now; more than enough if it is an error.
        private long measure(LogState state) {
            PositionPlan plan = Planner.planPosition(state, shard, position, isolationLevel, position.maxBytes());
            return plan instanceof PositionPlan.Ready ready ? ready.takenBytes() : Integer.MAX_VALUE;
        }
    }

    /// Waits until there is enough to answer a plan's request with, or the time is over.
    void await(ReadPlan plan, IsolationLevel isolationLevel, long minBytes, Duration maxWait) {
        var poll = new Poll(minBytes);
        for (PositionPlan position : plan.positions()) {
            if (position instanceof PositionPlan.Ready ready) {
                poll.watches.add(new Watch(poll, ready, isolationLevel));
            }
        }
        if (!register(poll)) {
            return;
        }
        try {
            // What was applied before the registration has woken nobody.
            measure(poll.watches);
            Timer timer = doors.timers().after(maxWait, () -> poll.done.complete(null));
            poll.done.join();
            timer.cancel();
        } finally {
            unregister(poll);
        }
    }

    /// An entry has changed these partitions of a shard.
    void applied(Collection<TopicIdPartition> partitions) {
        var touched = new ArrayList<Watch>();
        lock.lock();
        try {
            if (polls.isEmpty()) {
                return;
            }
            for (TopicIdPartition partition : partitions) {
                touched.addAll(watches.getOrDefault(partition, Set.of()));
            }
        } finally {
            lock.unlock();
        }
        measure(touched);
    }

    /// How many reads wait now.
    int waiting() {
        lock.lock();
        try {
            return polls.size();
        } finally {
            lock.unlock();
        }
    }

    /// Ends all waiting, now and later.
    void drain() {
        lock.lock();
        try {
            draining = true;
            polls.forEach(poll -> poll.done.complete(null));
        } finally {
            lock.unlock();
        }
    }

    private void measure(List<Watch> touched) {
        var byShard = new LinkedHashMap<LogShard, List<Watch>>();
        touched.forEach(watch -> byShard.computeIfAbsent(watch.shard, absent -> new ArrayList<>())
                .add(watch));
        byShard.forEach((shard, ofShard) -> {
            List<Long> measured;
            try {
                measured = shard.replica()
                        .query(state -> ofShard.stream()
                                .map(watch -> watch.measure(state))
                                .toList());
            } catch (ReplicaHaltedException e) {
                // The read itself will say so.
                ofShard.forEach(watch -> watch.poll.done.complete(null));
                return;
            }
            lock.lock();
            try {
                for (int i = 0; i < ofShard.size(); i++) {
                    grow(ofShard.get(i), measured.get(i));
                }
            } finally {
                lock.unlock();
            }
        });
    }

    /// A log does not shrink, so the larger of two measurements that have overtaken each other is the later one.
    private static void grow(Watch watch, long takenBytes) {
        if (takenBytes > watch.takenBytes) {
            watch.poll.takenBytes += takenBytes - watch.takenBytes;
            watch.takenBytes = takenBytes;
        }
        if (watch.poll.takenBytes >= watch.poll.minBytes) {
            watch.poll.done.complete(null);
        }
    }

    private boolean register(Poll poll) {
        lock.lock();
        try {
            if (draining || polls.size() == maxPolls) {
                return false;
            }
            polls.add(poll);
            for (Watch watch : poll.watches) {
                watches.computeIfAbsent(watch.position.partition(), absent -> new LinkedHashSet<>())
                        .add(watch);
            }
            for (LogShard shard : shardsOf(poll)) {
                waited.merge(shard, 1, Integer::sum);
                shard.demand().run();
            }
            if (demandTimer == null) {
                demandTimer = doors.timers().after(DEMAND_EVERY, this::demand);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void unregister(Poll poll) {
        lock.lock();
        try {
            polls.remove(poll);
            for (Watch watch : poll.watches) {
                watches.computeIfPresent(watch.position.partition(), (partition, there) -> {
                    there.remove(watch);
                    return there.isEmpty() ? null : there;
                });
            }
            shardsOf(poll).forEach(shard -> waited.computeIfPresent(shard, (key, n) -> n == 1 ? null : n - 1));
        } finally {
            lock.unlock();
        }
    }

    private static Set<LogShard> shardsOf(Poll poll) {
        var shards = new LinkedHashSet<LogShard>();
        poll.watches.forEach(watch -> shards.add(watch.shard));
        return shards;
    }

    private void demand() {
        lock.lock();
        try {
            waited.keySet().forEach(shard -> shard.demand().run());
            demandTimer = waited.isEmpty() ? null : doors.timers().after(DEMAND_EVERY, this::demand);
        } finally {
            lock.unlock();
        }
    }
}
