package io.varve.groups.coordinator;

import io.varve.core.Threads;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.coordinator.common.runtime.CoordinatorEvent;
import org.apache.kafka.coordinator.common.runtime.CoordinatorEventProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the coordinator's events: those of one shard after each other, on a virtual thread that is there while the
/// shard has any.
///
/// Thread-safe.
final class Lanes implements CoordinatorEventProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final Threads threads;
    private final Map<TopicPartition, Lane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Lanes(Threads threads) {
        this.threads = threads;
    }

    @Override
    public void enqueueLast(CoordinatorEvent event) {
        lane(event).add(event, false);
    }

    @Override
    public void enqueueFirst(CoordinatorEvent event) {
        lane(event).add(event, true);
    }

    /// Takes no further events, and returns when those that were taken have run.
    @Override
    public void close() {
        closed = true;
        lanes.values().forEach(Lane::finish);
    }

    private Lane lane(CoordinatorEvent event) {
        return lanes.computeIfAbsent(event.key(), Lane::new);
    }

    private final class Lane {

        private final TopicPartition shard;

        /// Guarded by this object's monitor, as the next one.
        private final Deque<CoordinatorEvent> waiting = new ArrayDeque<>();

        private boolean running;

        private final CompletableFuture<Void> finished = new CompletableFuture<>();

        Lane(TopicPartition shard) {
            this.shard = shard;
        }

        synchronized void add(CoordinatorEvent event, boolean first) {
            if (closed) {
                throw new RejectedExecutionException("the coordinator is closed");
            }
            if (first) {
                waiting.addFirst(event);
            } else {
                waiting.addLast(event);
            }
            if (!running) {
                running = true;
                threads.start("groups-" + shard.partition(), this::run);
            }
        }

        private void run() {
            for (CoordinatorEvent event = next(); event != null; event = next()) {
                try {
                    event.run();
                } catch (RuntimeException e) {
                    LOG.error("event failed shard=group-{} event={}", shard.partition(), event, e);
                    event.complete(e);
                }
            }
        }

        private synchronized @Nullable CoordinatorEvent next() {
            CoordinatorEvent event = waiting.poll();
            running = event != null;
            completeIfFinished();
            return event;
        }

        private void finish() {
            completeIfFinished();
            finished.join();
        }

        private synchronized void completeIfFinished() {
            if (closed && !running) {
                finished.complete(null);
            }
        }
    }
}
