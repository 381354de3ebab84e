package io.varve.kafka.net;

import io.varve.core.Clock;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.ErrorCodes;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns a frame into a request and hands it to its API's handler. Thread-safe.
///
/// What cannot be read ends the connection. What can be read but is not served, and whatever a handler throws, is
/// answered by the API's own error response.
final class RequestDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);

    private final ApiRegistry registry;
    private final Clock clock;

    RequestDispatcher(ApiRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /// Begins the request on the calling thread. The frame's bytes are released when its handler has completed and
    /// nobody keeps them, or by the exception.
    Exchange begin(ClientConnection connection, Frame frame) throws MalformedRequestException {
        var bytes = new FrameBytes(frame.lease());
        boolean begun = false;
        try {
            Exchange exchange = read(connection, frame, bytes);
            begun = true;
            return exchange;
        } finally {
            if (!begun) {
                bytes.done();
            }
        }
    }

    private Exchange read(ClientConnection connection, Frame frame, FrameBytes bytes) throws MalformedRequestException {
        RequestHeader header = header(frame);
        ApiKeys api = header.apiKey();
        short version = header.apiVersion();
        Optional<ApiHandler<?>> handler = registry.find(api, version);
        if (handler.isEmpty() && api == ApiKeys.API_VERSIONS) {
            return exchange(
                    header, (short) 0, bytes, CompletableFuture.completedFuture(registry.unsupportedApiVersions()));
        }
        AbstractRequest request = request(header, frame);
        if (handler.isEmpty()) {
            var error = new UnsupportedVersionException(api.name + " version " + version + " is not served here");
            return exchange(header, version, bytes, CompletableFuture.completedFuture(errorReply(request, error)));
        }
        var context = new RequestContext(
                api,
                version,
                header.correlationId(),
                header.clientId(),
                connection,
                new Arrival(clock.nanoTime(), Duration.ofNanos(frame.heldNanos()), bytes));
        return exchange(header, version, bytes, handle(handler.get(), context, request));
    }

    private static Exchange exchange(
            RequestHeader header, short version, FrameBytes bytes, CompletableFuture<Reply> reply) {
        // The writer waits for the stage that releases, so no answer leaves before the bytes that nobody keeps are
        // free.
        CompletableFuture<Reply> released = reply.whenComplete((done, error) -> bytes.done());
        return new Exchange(header.apiKey(), version, header.correlationId(), released);
    }

    private static RequestHeader header(Frame frame) throws MalformedRequestException {
        try {
            return RequestHeader.parse(frame.bytes());
        } catch (InvalidRequestException e) {
            throw new MalformedRequestException("no request header: " + e.getMessage(), e);
        }
    }

    private static AbstractRequest request(RequestHeader header, Frame frame) throws MalformedRequestException {
        ApiKeys api = header.apiKey();
        try {
            if (!api.isVersionSupported(header.apiVersion())) {
                throw new MalformedRequestException(api.name + " version " + header.apiVersion() + " is unknown");
            }
            var fields = new FieldBudget(frame.bytes(), Frame.carriesRecords(frame.apiKey()));
            return AbstractRequest.parseRequest(api, header.apiVersion(), fields).request;
        } catch (RuntimeException e) {
            // The generated readers throw whatever the bytes make them throw.
            throw new MalformedRequestException(
                    "no request of " + api.name + " version " + header.apiVersion() + ": " + e.getMessage(), e);
        }
    }

    private static CompletableFuture<Reply> handle(
            ApiHandler<?> handler, RequestContext context, AbstractRequest request) {
        CompletionStage<Reply> reply;
        try {
            reply = invoke(handler, context, request.data());
        } catch (Exception e) {
            return CompletableFuture.completedFuture(failed(context, request, e));
        }
        return reply.exceptionally(error -> failed(context, request, error)).toCompletableFuture();
    }

    // The registry holds a handler under the API whose message class it takes.
    @SuppressWarnings("unchecked")
    private static <Q extends ApiMessage> CompletionStage<Reply> invoke(
            ApiHandler<Q> handler, RequestContext context, ApiMessage request) {
        return handler.handle(context, (Q) request);
    }

    private static Reply failed(RequestContext context, AbstractRequest request, Throwable thrown) {
        Throwable error = ErrorCodes.cause(thrown);
        if (error instanceof ApiException) {
            return errorReply(request, error);
        }
        Errors code = ErrorCodes.of(error);
        if (code == Errors.UNKNOWN_SERVER_ERROR) {
            LOG.error("handler failed {}", context, error);
        } else {
            LOG.warn("request failed {} error={} reason={}", context, code, error.toString());
        }
        return errorReply(request, code.exception());
    }

    private static Reply errorReply(AbstractRequest request, Throwable error) {
        AbstractResponse response = request.getErrorResponse(error);
        return response == null
                ? new Reply.Disconnect("an error that acks=0 cannot be told: " + error.getMessage())
                : new Reply.Answer(response.data());
    }
}
