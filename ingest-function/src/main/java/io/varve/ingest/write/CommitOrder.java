package io.varve.ingest.write;

import io.varve.metadata.journal.ShardId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets flushes, whose uploads end in any order, go on in the order in which they began, shard by shard.
///
/// ```
///   enter --> waiting --ready--> its turn, when all that entered before have had theirs
/// ```
///
/// Thread-safe. Turns of one shard never overlap; they run on the threads that call [Turn#ready], without a lock.
final class CommitOrder {

    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by the lock. A shard without waiting turns has no queue.
    private final Map<ShardId, Queue> queues = new HashMap<>();

    private static final class Queue {
        final Deque<Turn> turns = new ArrayDeque<>();
        boolean running;
    }

    /// Takes the last place of a shard's order.
    Turn enter(ShardId shard) {
        var turn = new Turn(shard);
        lock.lock();
        try {
            queues.computeIfAbsent(shard, absent -> new Queue()).turns.add(turn);
        } finally {
            lock.unlock();
        }
        return turn;
    }

    /// A place in a shard's order. Whoever has one must call [#ready] in the end, or nobody behind it gets on.
    final class Turn {
        private final ShardId shard;

        /// Guarded by the lock.
        private @Nullable Runnable task;

        private Turn(ShardId shard) {
            this.shard = shard;
        }

        /// What is to be done when the turn has come, perhaps now; it must be quick and must neither block nor
        /// throw.
        void ready(Runnable task) {
            lock.lock();
            try {
                this.task = task;
            } finally {
                lock.unlock();
            }
            runReady(shard);
        }
    }

    private void runReady(ShardId shard) {
        Runnable next = begin(shard);
        while (next != null) {
            next.run();
            next = endAndBegin(shard);
        }
    }

    private @Nullable Runnable begin(ShardId shard) {
        lock.lock();
        try {
            Queue queue = queues.get(shard);
            return queue == null || queue.running ? null : first(shard, queue);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable endAndBegin(ShardId shard) {
        lock.lock();
        try {
            Queue queue = queues.get(shard);
            if (queue == null) {
                throw new IllegalStateException("the queue of " + shard + " has gone while a turn of it ran");
            }
            queue.running = false;
            return first(shard, queue);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable first(ShardId shard, Queue queue) {
        Turn head = queue.turns.peek();
        if (head == null) {
            queues.remove(shard);
            return null;
        }
        if (head.task == null) {
            return null;
        }
        queue.turns.remove();
        queue.running = true;
        return head.task;
    }
}
