package io.varve.kafka.peer;

import io.varve.core.Doors;
import io.varve.metadata.entry.NodeAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Connections to other nodes, kept for the next request. Thread-safe.
///
/// ```
///   idle --+--> asked --+--> answered: idle again
///   open --+            +--> lost: closed
/// ```
public final class Peers implements AutoCloseable {

    private final PeerSettings settings;
    private final Doors doors;

    /// Guards the fields below, and those of the pools.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<NodeAddress, Pool> pools = new HashMap<>();
    private boolean closed;

    public Peers(PeerSettings settings, Doors doors) {
        this.settings = settings;
        this.doors = doors;
    }

    /// The connections to one node.
    private static final class Pool {

        /// Those asked last come first, so that the others grow old.
        private final Deque<Idle> idle = new ArrayDeque<>();

        private final Set<PeerConnection> asked = new HashSet<>();

        /// Being opened, and so neither idle nor asked.
        private int opening;

        boolean isUnused() {
            return idle.isEmpty() && asked.isEmpty() && opening == 0;
        }
    }

    private record Idle(PeerConnection connection, long sinceNanos) {}

    /// Asks a node and waits for its answer.
    public PeerAnswer ask(NodeAddress node, PeerRequest request, Duration timeout) {
        PeerConnection connection;
        try {
            connection = take(node);
        } catch (IOException e) {
            return new PeerAnswer.Unreachable(node + ": " + e.getMessage());
        }
        try {
            return connection.ask(request, timeout);
        } finally {
            giveBack(node, connection);
        }
    }

    /// Ends what is under way; nobody is asked from now on. Repeating is a no-op.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            for (Pool pool : pools.values()) {
                pool.idle.forEach(idle -> idle.connection().close());
                pool.asked.forEach(PeerConnection::close);
            }
            pools.clear();
        } finally {
            lock.unlock();
        }
    }

    private PeerConnection take(NodeAddress node) throws IOException {
        while (true) {
            PeerConnection known = takeIdle(node);
            if (known == null) {
                return open(node);
            }
            if (!known.isStale()) {
                return known;
            }
            known.close();
            giveBack(node, known);
        }
    }

    /// An idle connection, or null if one has to be opened, for which there is room then.
    private @Nullable PeerConnection takeIdle(NodeAddress node) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("this node stops");
            }
            expire();
            Pool pool = pools.computeIfAbsent(node, absent -> new Pool());
            if (!pool.idle.isEmpty()) {
                PeerConnection connection = pool.idle.removeFirst().connection();
                pool.asked.add(connection);
                return connection;
            }
            if (pool.asked.size() + pool.opening >= settings.maxConnectionsPerNode()) {
                throw new IOException("all " + settings.maxConnectionsPerNode() + " connections are in use");
            }
            pool.opening++;
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// Closes what has been idle for long, and forgets nodes that nobody asks. Under the lock.
    private void expire() {
        long bornBeforeNanos = doors.clock().nanoTime() - settings.maxIdle().toNanos();
        for (Pool pool : pools.values()) {
            Idle oldest = pool.idle.peekLast();
            while (oldest != null && oldest.sinceNanos() - bornBeforeNanos < 0) {
                pool.idle.removeLast();
                oldest.connection().close();
                oldest = pool.idle.peekLast();
            }
        }
        pools.values().removeIf(Pool::isUnused);
    }

    private PeerConnection open(NodeAddress node) throws IOException {
        PeerConnection opened = null;
        try {
            opened = PeerConnection.open(
                    new InetSocketAddress(node.host(), node.kafkaPort()),
                    doors.timers(),
                    settings.connectTimeout(),
                    settings.maxAnswerBytes());
            return opened;
        } finally {
            opened(node, opened);
        }
    }

    private void opened(NodeAddress node, @Nullable PeerConnection opened) {
        lock.lock();
        try {
            Pool pool = pools.get(node);
            if (pool != null) {
                pool.opening--;
            }
            if (opened != null && pool != null) {
                pool.asked.add(opened);
            } else if (opened != null) {
                // Closed meanwhile: whoever opened it hears of it when it asks.
                opened.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(NodeAddress node, PeerConnection connection) {
        lock.lock();
        try {
            Pool pool = pools.get(node);
            if (pool == null) {
                connection.close();
                return;
            }
            pool.asked.remove(connection);
            if (connection.isOpen()) {
                pool.idle.addFirst(new Idle(connection, doors.clock().nanoTime()));
            }
        } finally {
            lock.unlock();
        }
    }
}
