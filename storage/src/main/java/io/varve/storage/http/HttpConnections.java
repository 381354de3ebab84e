package io.varve.storage.http;

import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.core.Timers.Timer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections that are kept for the next request to the same server. Thread-safe; calls block the (virtual) thread.
///
/// Bodies go to the socket in pieces of up to 128 KiB. The usual clients copy them through buffers of 4 or 8 KiB, with
/// a
/// system call for each, which takes about twice the processor time.
public final class HttpConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnections.class);

    /// How many requests are under way at a time; further ones wait.
    private static final int MAX_CONNECTIONS = 128;

    /// Servers close connections that are idle; S3 is said to do so after 5 s or more.
    private static final Duration MAX_IDLE = Duration.ofSeconds(4);

    private final Semaphore permits = new Semaphore(MAX_CONNECTIONS);

    /// The one used last is taken first.
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();

    private final Doors doors;
    private final ServerClock serverClock;
    private volatile boolean closed;

    public HttpConnections(Doors doors, ServerClock serverClock) {
        this.doors = doors;
        this.serverClock = serverClock;
    }

    /// Sends a request and returns its answer, whose body the caller must read or close.
    ///
    /// A request is sent once: whether one that failed had an effect is for the caller to find out.
    public HttpAnswer exchange(HttpCall call) throws IOException {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a connection");
        }
        HttpAnswer answer = new HttpLease(this, call, takeIdle(call.target())).exchange();
        answer.head().header("Date").ifPresent(this::observe);
        return answer;
    }

    /// Called once for each exchange that has ended.
    void giveBack(@Nullable HttpConnection reusable) {
        if (reusable != null) {
            idle.addFirst(new Idle(reusable, doors.clock().nanoTime()));
            if (closed) {
                closeIdle();
            }
        }
        permits.release();
    }

    Timer deadline(Duration timeout, Runnable task) {
        return doors.timers().after(timeout, task);
    }

    private void observe(String date) {
        try {
            serverClock.observed(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli());
        } catch (DateTimeParseException e) {
            LOG.debug("the server's date is not one date={}", date, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
    }

    private void closeIdle() {
        for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            next.connection.abort();
        }
    }

    private @Nullable HttpConnection takeIdle(HttpTarget target) {
        for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            if (!next.isExpired(doors.clock().nanoTime())
                    && next.connection.target().equals(target)) {
                return next.connection;
            }
            next.connection.abort();
        }
        return null;
    }

    private record Idle(HttpConnection connection, long sinceNanos) {

        boolean isExpired(long nowNanos) {
            return nowNanos - sinceNanos > MAX_IDLE.toNanos();
        }
    }
}
