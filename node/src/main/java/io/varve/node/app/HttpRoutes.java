package io.varve.node.app;

import io.varve.node.RunningNode;
import io.varve.node.http.HttpCall;
import io.varve.node.http.HttpEndpoint;
import io.varve.node.http.HttpReply;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the node's endpoints answer requests to the HTTP server of this process.
@Singleton
public class HttpRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(HttpRoutes.class);

    /// No endpoint wants a body; one that is small is read to its end, so that the connection can go on.
    private static final long MAX_BODY_BYTES = 1 << 20;

    private static final int TOO_LARGE = 413;
    private static final int FAILED = 500;

    private final NodeStatus status;

    @Inject
    HttpRoutes(NodeStatus status) {
        this.status = status;
    }

    void install(@Observes Router router) {
        router.route().handler(this::route);
    }

    private void route(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = Optional.ofNullable(request.path()).orElse("");
        RunningNode node = status.node().orElse(null);
        HttpEndpoint endpoint = node == null ? null : find(node, path);
        if (node == null || endpoint == null) {
            context.next();
            return;
        }
        if (bodyBytes(request) > MAX_BODY_BYTES) {
            context.response().setStatusCode(TOO_LARGE).end();
            return;
        }
        var call = new HttpCall(
                request.method().name(),
                path.substring(endpoint.path().length()),
                Optional.ofNullable(request.query()).orElse(""));
        // Whatever comes of a body is dropped as it comes.
        request.resume();
        node.cluster().doors().threads().start("http " + endpoint.path(), () -> answer(context, endpoint, call));
    }

    private static @Nullable HttpEndpoint find(RunningNode node, String path) {
        for (HttpEndpoint endpoint : node.endpoints()) {
            boolean below = path.equals(endpoint.path()) || path.startsWith(endpoint.path() + "/");
            if (below) {
                return endpoint;
            }
        }
        return null;
    }

    private static long bodyBytes(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static void answer(RoutingContext context, HttpEndpoint endpoint, HttpCall call) {
        HttpReply reply;
        try {
            reply = endpoint.answer(call);
        } catch (RuntimeException e) {
            LOG.error("request failed method={} path={}{}", call.method(), endpoint.path(), call.path(), e);
            reply = new HttpReply(FAILED, "{\"error\":\"the node failed, its log says why\"}");
        }
        context.response().setStatusCode(reply.status());
        if (reply.json().isEmpty() || context.request().method() == HttpMethod.HEAD) {
            context.response().end();
        } else {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(reply.json());
        }
    }
}
