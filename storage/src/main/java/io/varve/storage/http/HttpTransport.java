package io.varve.storage.http;

import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.core.Timers.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the requests of a store's client with the JDK's HTTP client, each within a time limit, and tells the server's
/// time. Thread-safe; calls block the (virtual) thread.
///
/// The clients' own transports copy bodies through buffers of 4 or 8 KiB, with a system call for each, and repeat some
/// requests by themselves.
public final class HttpTransport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

    /// How many requests are under way at a time; further ones wait.
    private static final int MAX_REQUESTS = 128;

    /// For connecting, and for a server to answer a request without a body.
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /// Added for every MiB of a request's body: a slower network counts as a failed one.
    private static final Duration TIMEOUT_PER_MIB = Duration.ofSeconds(1);

    private static final int PRECONDITION_FAILED = 412;

    private final Semaphore permits = new Semaphore(MAX_REQUESTS);
    private final HttpClient client;
    private final Doors doors;
    private final ServerClock serverClock;

    public HttpTransport(Doors doors, ServerClock serverClock) {
        this.doors = doors;
        this.serverClock = serverClock;
        client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .proxy(ProxySelector.getDefault())
                .executor(task -> doors.threads().start("http", task))
                .build();
    }

    /// Sends a request and returns its answer, whose body the caller must read or close.
    ///
    /// Whether a request that failed had an effect is for the caller to find out.
    ///
    /// @throws IOException if there is no whole answer in time
    public HttpAnswer exchange(HttpRequest request) throws IOException {
        acquirePermit();
        var exchange = new Exchange(request);
        try {
            HttpAnswer answer = exchange.begin();
            answer.header("Date").ifPresent(this::observe);
            return answer;
        } catch (IOException | RuntimeException e) {
            exchange.end();
            throw e;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private void acquirePermit() throws IOException {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
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

    private static Duration timeoutFor(HttpRequest request) {
        long bodyBytes = request.bodyPublisher()
                .map(HttpRequest.BodyPublisher::contentLength)
                .orElse(0L);
        return TIMEOUT.plus(TIMEOUT_PER_MIB.multipliedBy(bodyBytes >> 20));
    }

    private static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        var failure = new InterruptedIOException("interrupted while waiting for an answer");
        failure.initCause(cause);
        return failure;
    }

    /// One request, until its answer was read, it failed, or its time is over.
    private final class Exchange implements TimedBody.Owner {

        private final Duration timeout;
        private final CompletableFuture<HttpResponse<InputStream>> answer;
        private final Timer deadline;
        private volatile boolean overdue;

        Exchange(HttpRequest request) {
            timeout = timeoutFor(request);
            var timeIsOver = new CompletableFuture<Void>();
            deadline = doors.timers().after(timeout, () -> timeIsOver.complete(null));
            answer = client.sendAsync(
                    request,
                    head -> head.statusCode() == PRECONDITION_FAILED
                            ? new GivenUpBody()
                            : BodySubscribers.ofInputStream());
            timeIsOver.thenRun(this::expire);
        }

        HttpAnswer begin() throws IOException {
            try {
                HttpResponse<InputStream> response = answer.get();
                return new HttpAnswer(response.statusCode(), response.headers(), new TimedBody(response.body(), this));
            } catch (InterruptedException e) {
                answer.cancel(true);
                throw interrupted(e);
            } catch (ExecutionException e) {
                throw explained(e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause()));
            } catch (CancellationException e) {
                throw explained(new IOException("the request was cancelled", e));
            }
        }

        private void expire() {
            overdue = true;
            answer.cancel(true);
            // Whoever is reading the body gets an exception.
            answer.thenAccept(response -> abandon(response.body()));
        }

        private void abandon(InputStream body) {
            try {
                body.close();
            } catch (IOException e) {
                LOG.debug("an answer was not closed cleanly", e);
            }
        }

        @Override
        public void end() {
            deadline.cancel();
            permits.release();
        }

        @Override
        public IOException explained(IOException failure) {
            return overdue ? new IOException("no whole answer within " + timeout, failure) : failure;
        }
    }
}
