package io.varve.metadata.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A journal that fails by a script or by a seed, in the ways that a real one does: it answers late, loses
/// answers, or does nothing at all. What is durable stays with the journal underneath, which several of these can
/// share, one per node.
///
/// ```
///   var journal = FaultyJournal.over(memory);
///   journal.next(Fault.LOST_REPLY, Fault.NONE);    the next append is written, and answers Unknown; then all is well
///   journal.next(Fault.DELAYED);                   the next append answers Unknown, and is written by land()
///   journal.nextReads(Fault.THROTTLED);            the next read throws
/// ```
public final class FaultyJournal implements Journal {

    private final Journal underneath;
    private final Supplier<Fault> dice;

    /// Guards what follows; not held while the journal underneath works.
    private final ReentrantLock lock = new ReentrantLock();

    private final Queue<Fault> script = new ArrayDeque<>();
    private final Queue<Fault> readScript = new ArrayDeque<>();
    private final List<Runnable> delayed = new ArrayList<>();
    private int appends;

    private FaultyJournal(Journal underneath, Supplier<Fault> dice) {
        this.underneath = underneath;
        this.dice = dice;
    }

    /// Fails only as [#next] and [#nextReads] say.
    public static FaultyJournal over(Journal underneath) {
        return new FaultyJournal(underneath, () -> Fault.NONE);
    }

    /// Fails as the seed has it, one call in `oneIn`; a script comes first. A delayed write lands with [#land]
    /// alone.
    public static FaultyJournal seeded(Journal underneath, long seed, int oneIn) {
        var random = new Random(seed);
        var faults = Fault.values();
        return new FaultyJournal(
                underneath, () -> random.nextInt(oneIn) == 0 ? faults[random.nextInt(faults.length)] : Fault.NONE);
    }

    /// What the next appends do, one after the other.
    public FaultyJournal next(Fault... faults) {
        lock.lock();
        try {
            script.addAll(List.of(faults));
            return this;
        } finally {
            lock.unlock();
        }
    }

    /// What the next reads do, those of the floor and changes of the floor and trims included.
    public FaultyJournal nextReads(Fault... faults) {
        lock.lock();
        try {
            readScript.addAll(List.of(faults));
            return this;
        } finally {
            lock.unlock();
        }
    }

    /// Lets all delayed writes arrive now, in the order in which they were sent.
    ///
    /// @return how many there were
    public int land() {
        List<Runnable> arriving;
        lock.lock();
        try {
            arriving = List.copyOf(delayed);
            delayed.clear();
        } finally {
            lock.unlock();
        }
        arriving.forEach(Runnable::run);
        return arriving.size();
    }

    /// How many writes are still to land.
    public int pending() {
        lock.lock();
        try {
            return delayed.size();
        } finally {
            lock.unlock();
        }
    }

    /// How often [#append] was called.
    public int appends() {
        lock.lock();
        try {
            return appends;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public AppendOutcome append(ShardId shard, long sequence, byte[] entry) {
        Journal.check(sequence, entry);
        return switch (nextAppend()) {
            case NONE -> underneath.append(shard, sequence, entry);
            case REFUSED -> unknown(false, "connection refused");
            case THROTTLED -> unknown(true, "throttled");
            case LOST_REPLY -> {
                underneath.append(shard, sequence, entry);
                yield unknown(false, "connection reset");
            }
            case DELAYED -> {
                byte[] sent = entry.clone();
                delay(() -> underneath.append(shard, sequence, sent));
                yield unknown(false, "timed out");
            }
        };
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        return reading(() -> underneath.read(shard, fromSequence, maxBytes));
    }

    @Override
    public Floor floor(ShardId shard) {
        return reading(() -> underneath.floor(shard));
    }

    @Override
    public void raiseFloor(ShardId shard, Floor floor) {
        reading(() -> {
            underneath.raiseFloor(shard, floor);
            return floor;
        });
    }

    @Override
    public void trim(ShardId shard, long fromSequence, long toSequence) {
        reading(() -> {
            underneath.trim(shard, fromSequence, toSequence);
            return toSequence;
        });
    }

    @Override
    public boolean shared() {
        return underneath.shared();
    }

    @Override
    public void close() {
        underneath.close();
    }

    private Fault nextAppend() {
        lock.lock();
        try {
            appends++;
            return script.isEmpty() ? dice.get() : script.remove();
        } finally {
            lock.unlock();
        }
    }

    private void delay(Runnable write) {
        lock.lock();
        try {
            delayed.add(write);
        } finally {
            lock.unlock();
        }
    }

    private <T> T reading(Supplier<T> call) {
        Fault fault;
        lock.lock();
        try {
            fault = readScript.isEmpty() ? dice.get() : readScript.remove();
        } finally {
            lock.unlock();
        }
        return switch (fault) {
            case NONE -> call.get();
            case REFUSED -> throw new JournalException(JournalException.Kind.UNAVAILABLE, "connection refused");
            case THROTTLED -> throw new JournalException(JournalException.Kind.THROTTLED, "throttled");
            case LOST_REPLY, DELAYED -> {
                T _ = call.get();
                throw new JournalException(JournalException.Kind.UNAVAILABLE, "connection reset");
            }
        };
    }

    private static AppendOutcome unknown(boolean throttled, String message) {
        var kind = throttled ? JournalException.Kind.THROTTLED : JournalException.Kind.UNAVAILABLE;
        return new AppendOutcome.Unknown(throttled, new JournalException(kind, message));
    }

    /// What happens to one call. A read, or another call that answers by an exception, takes DELAYED for
    /// LOST_REPLY.
    public enum Fault {
        /// Nothing goes wrong.
        NONE,
        /// The call never arrived.
        REFUSED,
        /// The call was turned away.
        THROTTLED,
        /// The call was carried out, and its answer lost.
        LOST_REPLY,
        /// The call arrives with [#land], long after it was given up.
        DELAYED
    }
}
