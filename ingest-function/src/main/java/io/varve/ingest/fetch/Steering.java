package io.varve.ingest.fetch;

import io.varve.core.Id128;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ClientConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Decides whether a consumer is told to go to a reader. It is told once; that it comes back means that it does not
/// follow, and it must be served then, or it would never get a record. Kafka's own consumer comes back after five
/// minutes to ask anew, and is told anew.
///
/// Thread-safe. What is remembered of a connection ends with it.
///
/// ```
///   new --told--> told --+--> here again: serve it
///    ^                   +--> five minutes later: tell it again
///    |                   +--> another reader is the one to go to, or it has started anew: tell it again
///    +----- an error was answered, after which consumers begin anew
/// ```
final class Steering {

    static final Duration ONCE_IN = Duration.ofMinutes(5);

    private final int maxRemembered;

    /// Guards the fields below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Long, Map<TopicIdPartition, Told>> byConnection = new HashMap<>();
    private int remembered;

    /// @param maxRemembered partitions of all connections together; beyond it consumers are served and not told
    Steering(int maxRemembered) {
        this.maxRemembered = maxRemembered;
    }

    /// @param reader the reader's incarnation
    private record Told(Id128 reader, long nanos) {}

    /// Whether to tell a consumer to fetch a partition from a reader, which is remembered then.
    ///
    /// @param reader the reader's incarnation: consumers come back from one that stops
    boolean tell(ClientConnection connection, TopicIdPartition partition, Id128 reader, long nowNanos) {
        lock.lock();
        try {
            Map<TopicIdPartition, Told> ofConnection =
                    byConnection.computeIfAbsent(connection.id(), id -> toldTo(connection));
            Told told = ofConnection.get(partition);
            if (told != null && told.reader().equals(reader) && nowNanos - told.nanos() < ONCE_IN.toNanos()) {
                return false;
            }
            if (told == null && remembered == maxRemembered) {
                return false;
            }
            remembered += told == null ? 1 : 0;
            ofConnection.put(partition, new Told(reader, nowNanos));
            if (connection.isClosed()) {
                forget(connection.id());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Map<TopicIdPartition, Told> toldTo(ClientConnection connection) {
        connection.onClose(() -> forget(connection.id()));
        return new HashMap<>();
    }

    /// The consumer was answered with an error, and will look for its place anew.
    void forget(long connectionId, TopicIdPartition partition) {
        lock.lock();
        try {
            Map<TopicIdPartition, Told> ofConnection = byConnection.get(connectionId);
            if (ofConnection != null && ofConnection.remove(partition) != null) {
                remembered--;
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(long connectionId) {
        lock.lock();
        try {
            Map<TopicIdPartition, Told> ofConnection = byConnection.remove(connectionId);
            remembered -= ofConnection == null ? 0 : ofConnection.size();
        } finally {
            lock.unlock();
        }
    }

    /// How many partitions of how many connections are remembered, all together.
    int remembered() {
        lock.lock();
        try {
            return remembered;
        } finally {
            lock.unlock();
        }
    }
}
