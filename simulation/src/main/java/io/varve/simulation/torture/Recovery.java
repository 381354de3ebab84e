package io.varve.simulation.torture;

import io.varve.simulation.history.Action;
import io.varve.simulation.history.Details;
import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.HistoryWriter.Operation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Demands that a cluster serves again soon after all faults are over.
final class Recovery {

    private static final Duration MOST = Duration.ofSeconds(60);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int HTTP_OK = 200;

    private final Cluster cluster;
    private final Load load;

    Recovery(Cluster cluster, Load load) {
        this.cluster = cluster;
        this.load = load;
    }

    /// Waits until all nodes are ready and records are acknowledged again. Returns whether that came to be in time.
    boolean await() throws InterruptedException {
        Operation operation = load.history().begin("nemesis", Action.RECOVER, Details.NONE);
        long deadlineNs = System.nanoTime() + MOST.toNanos();
        long before = load.acknowledged();
        try (HttpClient http = HttpClient.newHttpClient()) {
            List<String> missing = missing(http);
            while (!missing.isEmpty() || load.acknowledged() == before) {
                if (System.nanoTime() > deadlineNs) {
                    operation.failed(new Reason("after " + MOST.toSeconds() + " s, not ready: " + missing + "; "
                            + (load.acknowledged() - before) + " records acknowledged"));
                    return false;
                }
                LockSupport.parkNanos(RETRY_NS);
                missing = missing(http);
            }
        }
        List<String> dead = cluster.nodes().stream()
                .filter(NodeProcess::hasDiedByItself)
                .map(NodeProcess::name)
                .toList();
        if (!dead.isEmpty()) {
            operation.failed(new Reason("ended by themselves: " + dead));
            return false;
        }
        operation.ok(Details.NONE);
        return true;
    }

    private List<String> missing(HttpClient http) throws InterruptedException {
        var missing = new ArrayList<String>();
        for (NodeProcess node : cluster.nodes()) {
            Optional<URI> at = node.http();
            if (at.isEmpty() || !isReady(http, at.get())) {
                missing.add(node.name());
            }
        }
        return missing;
    }

    private static boolean isReady(HttpClient http, URI node) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.resolve("/q/health/ready"))
                .timeout(REQUEST_TIMEOUT)
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
