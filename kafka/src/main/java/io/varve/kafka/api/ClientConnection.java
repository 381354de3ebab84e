package io.varve.kafka.api;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// A client's connection as handlers see it, without its socket. Thread-safe.
public final class ClientConnection {

    private final long id;
    private final String listener;
    private final InetSocketAddress remote;
    private final Set<Registration> closeTasks = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile ClientSoftware software = ClientSoftware.UNKNOWN;
    private volatile long mutedUntilNanos;
    private volatile boolean muted;

    /// @param id unique within the process
    /// @param listener the name of the listener that accepted the connection
    public ClientConnection(long id, String listener, InetSocketAddress remote) {
        this.id = id;
        this.listener = listener;
        this.remote = remote;
    }

    public long id() {
        return id;
    }

    public String listener() {
        return listener;
    }

    public InetSocketAddress remote() {
        return remote;
    }

    public ClientSoftware software() {
        return software;
    }

    public boolean isClosed() {
        return closed.get();
    }

    /// Runs the task once when the connection has closed, or now if it has: parked fetches end this way. The
    /// registration is to be closed when the task is no longer wanted.
    public Registration onClose(Runnable task) {
        var registration = new Registration(this, task);
        closeTasks.add(registration);
        if (closed.get()) {
            registration.run();
        }
        return registration;
    }

    /// Keeps the listener from reading further requests of this connection until the given time of the
    /// node's monotonic clock; requests that were read go on.
    public void muteUntil(long nanos) {
        mutedUntilNanos = nanos;
        muted = true;
    }

    /// How long the connection is still muted, in nanoseconds; not positive if it is not.
    public long mutedForNanos(long nowNanos) {
        return muted ? mutedUntilNanos - nowNanos : 0;
    }

    /// What the client calls itself in ApiVersions (KIP-511).
    public void identify(ClientSoftware software) {
        this.software = software;
    }

    /// The socket is gone. Repeating is a no-op.
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closeTasks.forEach(Registration::run);
        }
    }

    @Override
    public String toString() {
        return "connection=" + id + " remote=" + remote + " listener=" + listener;
    }

    /// @param name as the client sent it, checked against Kafka's pattern
    public record ClientSoftware(String name, String version) {
        public static final ClientSoftware UNKNOWN = new ClientSoftware("unknown", "unknown");
    }

    /// A task that waits for the connection to close.
    public static final class Registration implements AutoCloseable {
        private final ClientConnection connection;
        private final Runnable task;

        private Registration(ClientConnection connection, Runnable task) {
            this.connection = connection;
            this.task = task;
        }

        private void run() {
            // Whoever removes it runs it, so it runs once.
            if (connection.closeTasks.remove(this)) {
                task.run();
            }
        }

        @Override
        public void close() {
            connection.closeTasks.remove(this);
        }
    }
}
