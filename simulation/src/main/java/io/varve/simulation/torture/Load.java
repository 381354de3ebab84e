package io.varve.simulation.torture;

import io.varve.simulation.history.HistoryWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/// What the clients of one run share.
///
/// Thread-safe.
final class Load {

    private final HistoryWriter history;
    private final long seed;
    private final AtomicLong nextValue = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong inFlight = new AtomicLong();
    private final Map<TopicPartition, Long> readTo = new ConcurrentHashMap<>();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicBoolean reading = new AtomicBoolean(true);

    Load(HistoryWriter history, long seed) {
        this.history = history;
        this.seed = seed;
    }

    HistoryWriter history() {
        return history;
    }

    long seed() {
        return seed;
    }

    /// A value that nobody has sent.
    long newValue() {
        return nextValue.getAndIncrement();
    }

    void sent() {
        inFlight.incrementAndGet();
    }

    void ended(boolean ok) {
        inFlight.decrementAndGet();
        if (ok) {
            acknowledged.incrementAndGet();
        }
    }

    /// A consumer that reads all has come so far.
    void read(Map<TopicPartition, Long> positions) {
        positions.forEach((partition, offset) -> readTo.merge(partition, offset, Math::max));
    }

    /// An offset that is within the log.
    long readTo(TopicPartition partition) {
        return readTo.getOrDefault(partition, 0L);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /// Whether producers wait for answers at this moment.
    boolean isUnderWay() {
        return inFlight.get() > 0;
    }

    boolean isSending() {
        return sending.get();
    }

    void stopSending() {
        sending.set(false);
    }

    boolean isReading() {
        return reading.get();
    }

    void stopReading() {
        reading.set(false);
    }
}
