package io.varve.compactor.work;

import io.varve.compactor.rewrite.ShardCompactor;
import io.varve.metadata.cluster.Cluster;
import io.varve.node.http.HttpCall;
import io.varve.node.http.HttpEndpoint;
import io.varve.node.http.HttpReply;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compacts everything now and publishes it, when somebody asks for it, and tells how far that is.
///
/// | request | answer |
/// |---|---|
/// | POST /compact | begins, unless that is under way; 202 and how far it is |
/// | GET /compact | 200 and how far it is |
///
/// ```
///   {"running":true,"doneBytes":1048576,"pendingBytes":4194304,"failure":""}
/// ```
///
/// Thread-safe.
final class CompactionRequests implements HttpEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(CompactionRequests.class);

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NOT_ALLOWED = 405;

    private final Cluster cluster;
    private final List<ShardCompactor> compactors;
    private final Runnable publish;

    /// Guarded by this object's monitor, as the next two.
    private boolean running;

    private long atFirstBytes;
    private String failure = "";

    CompactionRequests(Cluster cluster, List<ShardCompactor> compactors, Runnable publish) {
        this.cluster = cluster;
        this.compactors = List.copyOf(compactors);
        this.publish = publish;
    }

    @Override
    public String path() {
        return "/compact";
    }

    @Override
    public HttpReply answer(HttpCall call) {
        return switch (call.method()) {
            case "POST" -> {
                begin();
                yield new HttpReply(ACCEPTED, status());
            }
            case "GET" -> new HttpReply(OK, status());
            default -> new HttpReply(NOT_ALLOWED, "{\"error\":\"POST begins a compaction, GET tells how far it is\"}");
        };
    }

    private synchronized void begin() {
        if (!running) {
            running = true;
            atFirstBytes = pendingBytes();
            failure = "";
            cluster.doors().threads().start("compact-now", this::run);
        }
    }

    private void run() {
        String outcome = "the compaction ended with an error, the node's log says which";
        try {
            cluster.moveInlined();
            compactors.forEach(ShardCompactor::compactAll);
            publish.run();
            outcome = "";
        } catch (RuntimeException e) {
            LOG.warn("a compaction that was asked for failed reason={}", e.toString());
            outcome = String.valueOf(e.getMessage());
        } finally {
            end(outcome);
        }
    }

    private synchronized void end(String outcome) {
        running = false;
        failure = outcome;
    }

    private synchronized String status() {
        long pendingBytes = pendingBytes();
        return String.format(
                Locale.ROOT,
                "{\"running\":%b,\"doneBytes\":%d,\"pendingBytes\":%d,\"failure\":\"%s\"}",
                running,
                Math.max(0, atFirstBytes - pendingBytes),
                pendingBytes,
                quoted(failure));
    }

    private long pendingBytes() {
        return compactors.stream().mapToLong(ShardCompactor::pendingBytes).sum();
    }

    private static String quoted(String text) {
        return text.replaceAll("[\\p{Cntrl}\"\\\\]", "'");
    }
}
