package io.varve.kafka.net;

import io.varve.core.Doors;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.net.ListenerSettings.Bounds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts Kafka clients on one port, and gives each a reader and a writer thread. Thread-safe.
///
/// ```
///   socket --> Frames --> RequestDispatcher --> ApiHandler --> stage
///   socket <----------- in request order <----------------------+
/// ```
public final class KafkaListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaListener.class);

    private static final int BACKLOG_CONNECTIONS = 1024;
    private static final Duration EXPIRY_INTERVAL = Duration.ofSeconds(1);

    /// After a failed accept, which mostly means that the process is out of file descriptors.
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

    private static final AtomicLong NEXT_CONNECTION_ID = new AtomicLong(1);

    /// Keeps the port until there is a server. Who connects meanwhile is refused, and goes to another node: with a
    /// server the system would take connections that nobody reads from.
    private final SocketChannel reservation;

    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final ListenerSettings settings;
    private final InFlightBytes inFlight;
    private final Doors doors;
    private final Map<Long, Connection> connections = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> allClosed = new CompletableFuture<>();
    private volatile boolean closing;

    // Owned by the accepting thread.
    private boolean full;

    private KafkaListener(
            SocketChannel reservation,
            ServerSocketChannel server,
            ListenerSettings settings,
            InFlightBytes inFlight,
            Doors doors)
            throws IOException {
        this.reservation = reservation;
        this.server = server;
        this.settings = settings;
        this.inFlight = inFlight;
        this.doors = doors;
        address = (InetSocketAddress) reservation.getLocalAddress();
    }

    /// Binds and begins to accept; the same as [#bind] and then [#serve].
    public static KafkaListener start(
            ListenerSettings settings, ApiRegistry registry, InFlightBytes inFlight, Doors doors) throws IOException {
        KafkaListener listener = bind(settings, inFlight, doors);
        listener.serve(registry);
        return listener;
    }

    /// Takes the port. Clients are refused until [#listen] or [#serve].
    ///
    /// @param inFlight the budget, which the listeners of a node share
    /// @throws IOException if the address cannot be bound
    /// @throws IllegalArgumentException if the budget cannot hold the largest frame
    public static KafkaListener bind(ListenerSettings settings, InFlightBytes inFlight, Doors doors)
            throws IOException {
        if (inFlight.limitBytes() < settings.bounds().maxFrameBytes()) {
            throw new IllegalArgumentException(
                    "a frame may have " + settings.bounds().maxFrameBytes()
                            + " bytes, all requests in flight together only " + inFlight.limitBytes());
        }
        SocketChannel reservation = SocketChannel.open();
        try {
            ServerSocketChannel server = ServerSocketChannel.open();
            try {
                // Of a port that a process before this one has left, connections may still be closing.
                reservation.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                reservation.bind(new InetSocketAddress(settings.host(), settings.port()));
                return new KafkaListener(reservation, server, settings, inFlight, doors);
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            reservation.close();
            throw e;
        }
    }

    /// Has clients wait for [#serve] from now on. For those that have nobody else to go to, this is sooner than to
    /// come again.
    ///
    /// @throws IOException if another process has taken the port in the moment in which nobody has it
    public void listen() throws IOException {
        if (reservation.isOpen()) {
            reservation.close();
            server.bind(address, BACKLOG_CONNECTIONS);
        }
    }

    /// Begins to accept. To be called once.
    ///
    /// @throws IOException as [#listen] does
    public void serve(ApiRegistry registry) throws IOException {
        listen();
        var dispatcher = new RequestDispatcher(registry, doors.clock());
        doors.threads().start("kafka-accept-" + settings.name(), () -> accept(dispatcher));
        scheduleExpiry();
    }

    /// Where the listener listens, with the port that the system chose.
    public InetSocketAddress address() {
        return address;
    }

    public int connectionCount() {
        return connections.size();
    }

    /// Stops accepting and reading, lets requests in flight finish within the drain bound, and closes what is left.
    @Override
    public void close() {
        closing = true;
        try {
            reservation.close();
            server.close();
        } catch (IOException e) {
            LOG.warn("listener did not close cleanly listener={}", settings.name(), e);
        }
        connections.values().forEach(Connection::drain);
        completeIfEmpty();
        var cut = doors.timers()
                .after(
                        settings.bounds().maxDrain(),
                        () -> doors.threads().start("kafka-cut-" + settings.name(), this::cut));
        allClosed.join();
        cut.cancel();
    }

    private void cut() {
        connections.values().forEach(connection -> connection.close("requests in flight took too long"));
    }

    private void completeIfEmpty() {
        if (closing && connections.isEmpty()) {
            allClosed.complete(null);
        }
    }

    private void accept(RequestDispatcher dispatcher) {
        while (!closing) {
            try {
                open(server.accept(), dispatcher);
            } catch (IOException e) {
                if (!closing) {
                    LOG.warn("accept failed listener={}", settings.name(), e);
                    doors.pause(ACCEPT_PAUSE);
                }
            }
        }
    }

    private void open(SocketChannel channel, RequestDispatcher dispatcher) throws IOException {
        Bounds bounds = settings.bounds();
        if (connections.size() >= bounds.maxConnections()) {
            channel.close();
            if (!full) {
                LOG.warn("connections are refused listener={} max={}", settings.name(), bounds.maxConnections());
            }
            full = true;
            return;
        }
        full = false;
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            KeepAlive.of(channel);
            Connection connection = connect(channel, dispatcher);
            connection.start();
            // close() has drained what it saw; what was accepted beside it is drained here.
            if (closing) {
                connection.drain();
            }
        } catch (IOException e) {
            // The client is gone already.
            channel.close();
        }
    }

    private Connection connect(SocketChannel channel, RequestDispatcher dispatcher) throws IOException {
        long id = NEXT_CONNECTION_ID.getAndIncrement();
        var client = new ClientConnection(id, settings.name(), (InetSocketAddress) channel.getRemoteAddress());
        var transport = new SocketTransport(channel, doors.clock());
        var frames = new Frames(transport, inFlight, settings.bounds(), doors.clock());
        var connection = new Connection(
                client,
                transport,
                dispatcher,
                frames,
                settings.bounds().maxRequestsInFlight(),
                doors,
                () -> forget(id));
        connections.put(id, connection);
        return connection;
    }

    private void forget(long id) {
        connections.remove(id);
        completeIfEmpty();
    }

    private void scheduleExpiry() {
        doors.timers().after(EXPIRY_INTERVAL, () -> {
            if (!closing) {
                long nowNanos = doors.clock().nanoTime();
                Bounds bounds = settings.bounds();
                connections
                        .values()
                        .forEach(
                                connection -> connection.closeIfExpired(nowNanos, bounds.maxIdle(), bounds.maxStall()));
                scheduleExpiry();
            }
        });
    }
}
