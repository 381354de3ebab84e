package io.varve.kafka.net;

import io.varve.core.CrashPoint;
import io.varve.core.Doors;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection: a thread that reads and begins requests, and one that writes the answers in their order.
///
/// ```
///   open --> draining (no further request is read) --> closed
///     +------------- malformed, idle, end of stream ----^
/// ```
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /// Ends the queue of exchanges.
    private static final Exchange END = new Exchange(ApiKeys.API_VERSIONS, (short) 0, 0, new CompletableFuture<>());

    private final ClientConnection client;
    private final SocketTransport transport;
    private final RequestDispatcher dispatcher;
    private final Frames frames;
    private final Doors doors;
    private final Runnable onClose;

    /// One permit for each request that may be read before an answer has been written; so it bounds the queue as
    /// well.
    private final Semaphore requests;

    private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean draining;
    private volatile @Nullable Thread reader;
    private volatile @Nullable Thread writer;

    Connection(
            ClientConnection client,
            SocketTransport transport,
            RequestDispatcher dispatcher,
            Frames frames,
            int maxRequestsInFlight,
            Doors doors,
            Runnable onClose) {
        this.client = client;
        this.transport = transport;
        this.dispatcher = dispatcher;
        this.frames = frames;
        this.doors = doors;
        this.onClose = onClose;
        requests = new Semaphore(maxRequestsInFlight);
    }

    void start() {
        doors.threads().start("kafka-reader-" + client.id(), this::readRequests);
        doors.threads().start("kafka-writer-" + client.id(), this::writeReplies);
    }

    /// Reads no further request; closes when the answers of those that were read have been written.
    void drain() {
        draining = true;
        try {
            // Wakes a reader that waits for the client.
            transport.endInput();
        } catch (IOException e) {
            close("the socket failed: " + e.getMessage());
        }
    }

    /// Closes a connection on which no byte has moved for too long, or that owes the rest of a frame for too long.
    void closeIfExpired(long nowNanos, Duration maxIdle, Duration maxStall) {
        if (frames.awaitingBytes() && nowNanos - transport.lastReadNanos() > maxStall.toNanos()) {
            fail("the client stopped within a frame");
        } else if (nowNanos - Math.max(transport.lastReadNanos(), transport.lastWriteNanos()) > maxIdle.toNanos()) {
            close("idle");
        }
    }

    /// Closes at once; answers not yet written are lost. Repeating is a no-op.
    void close(String reason) {
        if (closed.compareAndSet(false, true)) {
            LOG.debug("connection closed reason=\"{}\" {}", reason, client);
            release();
        }
    }

    // What a well-behaved client never brings about is worth a line.
    private void fail(String reason) {
        if (closed.compareAndSet(false, true)) {
            LOG.warn("connection closed reason=\"{}\" {}", reason, client);
            release();
        }
    }

    private void release() {
        try {
            transport.close();
        } catch (IOException e) {
            LOG.debug("socket did not close cleanly {}", client, e);
        }
        interrupt(reader);
        interrupt(writer);
        onClose.run();
        client.close();
    }

    private static void interrupt(@Nullable Thread thread) {
        if (thread != null && thread != Thread.currentThread()) {
            thread.interrupt();
        }
    }

    private void readRequests() {
        reader = Thread.currentThread();
        try {
            while (!closed.get() && readRequest()) {}
        } catch (MalformedRequestException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            close("the socket failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close("interrupted");
        } catch (Exception e) {
            LOG.error("connection's reader failed {}", client, e);
            close("failed");
        }
    }

    private boolean readRequest() throws IOException, InterruptedException, MalformedRequestException {
        requests.acquire();
        awaitUnmuted();
        Frame frame = draining ? null : nextFrame();
        if (frame != null) {
            exchanges.add(dispatcher.begin(client, frame));
            return true;
        }
        if (draining) {
            exchanges.add(END);
        } else {
            // Nobody reads the answers any more, so parked requests need not wait for theirs.
            close("the client closed it");
        }
        return false;
    }

    private @Nullable Frame nextFrame() throws IOException, InterruptedException, MalformedRequestException {
        try {
            return frames.next();
        } catch (MalformedRequestException e) {
            if (draining) {
                return null;
            }
            throw e;
        }
    }

    private void awaitUnmuted() throws InterruptedException {
        long nanos = client.mutedForNanos(doors.clock().nanoTime());
        if (nanos <= 0) {
            return;
        }
        var unmuted = new CompletableFuture<Void>();
        var timer = doors.timers().after(Duration.ofNanos(nanos), () -> unmuted.complete(null));
        try {
            unmuted.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails the timer", e);
        } finally {
            timer.cancel();
        }
    }

    private void writeReplies() {
        writer = Thread.currentThread();
        try {
            while (!closed.get()) {
                Exchange exchange = exchanges.take();
                if (exchange == END) {
                    close("the listener closes");
                } else {
                    write(exchange, exchange.reply().get());
                    requests.release();
                }
            }
        } catch (IOException e) {
            close("the socket failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close("interrupted");
        } catch (Exception e) {
            // A message that cannot be encoded in the request's version ends up here: the client is not left waiting.
            LOG.error("connection's writer failed {}", client, e);
            close("failed");
        }
    }

    private void write(Exchange exchange, Reply reply) throws IOException {
        switch (reply) {
            case Reply.Answer(ApiMessage message) -> {
                transport.write(exchange.encode(message));
                if (exchange.api() == ApiKeys.PRODUCE) {
                    // Only here the acknowledgement has left, and the client may have it when the process is gone.
                    doors.crashPoints().reach(CrashPoint.AFTER_ACKNOWLEDGE);
                }
            }
            case Reply.Silence() -> {}
            case Reply.Disconnect(String reason) -> fail(reason);
        }
    }
}
