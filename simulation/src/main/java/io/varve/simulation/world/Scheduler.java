package io.varve.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The only clock and the only thread of a world. What is ready runs in an order that the seed draws; when nothing is,
/// time goes on to what is due next.
///
/// Not thread-safe: everything happens on the thread that made it and calls [#step]. What the JDK wakes from another
/// thread, such as one that has waited for a monitor which another world held, or for its clock, does not follow
/// from the seed, and fails the world.
public final class Scheduler {

    private final SplittableRandom order;
    private final Thread carrier = VirtualThreads.carrier();
    private final List<Runnable> ready = new ArrayList<>();
    private final PriorityQueue<Due> later = new PriorityQueue<>();
    private long nowNanos;
    private long registered;
    private long events;

    /// Set by whichever thread it was.
    private volatile @Nullable Violation disturbance;

    public Scheduler(SplittableRandom order) {
        this.order = order;
    }

    /// @param number keeps what is due at the same time in the order in which it was registered
    private record Due(long atNanos, long number, Runnable task) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /// Since the world began.
    public long nowNanos() {
        return nowNanos;
    }

    /// How many steps there have been.
    public long events() {
        return events;
    }

    /// Runs the task in one of the next steps.
    void soon(Runnable task) {
        if (VirtualThreads.carrier() == carrier) {
            ready.add(task);
        } else {
            disturbance = new Violation("a thread of this world was woken from outside, by " + Thread.currentThread());
        }
    }

    /// Runs the task when so much time has passed.
    public void after(long nanos, Runnable task) {
        later.add(new Due(Math.addExact(nowNanos, Math.max(0, nanos)), registered++, task));
    }

    /// Does one thing.
    ///
    /// @return false if there is nothing left to do
    public boolean step() {
        if (disturbance != null) {
            throw disturbance;
        }
        if (ready.isEmpty()) {
            Due next = later.poll();
            if (next == null) {
                return false;
            }
            nowNanos = next.atNanos();
            events++;
            next.task().run();
            return true;
        }
        int chosen = ready.size() == 1 ? 0 : order.nextInt(ready.size());
        Runnable task = ready.get(chosen);
        Runnable last = ready.removeLast();
        if (chosen < ready.size()) {
            ready.set(chosen, last);
        }
        events++;
        task.run();
        return true;
    }
}
