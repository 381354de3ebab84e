package io.varve.node;

import io.varve.core.Timers.Timer;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Job;
import io.varve.metadata.cluster.LocalNode;
import io.varve.metadata.entry.CatalogCommand.NodeDown;
import io.varve.metadata.replica.ClockSkewException;
import io.varve.node.NodeSettings.Probing;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's place in the catalog, and its watch over the others. Nothing that must hold rests on it: it only decides
/// where clients are sent.
///
/// ```
///   join: up --+--> others cannot use it: down --> it sees that: up again
///              +--> close: down
/// ```
public final class Membership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /// A node that goes does not wait longer for the journal to take its farewell.
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final LocalNode self;
    private final Probe probe;
    private final Probing settings;
    private @Nullable Job watch;

    /// By incarnation would be more exact, but a node that starts anew answers, and so begins at zero again. Owned
    /// by the watch's thread.
    private final Map<Integer, Integer> failuresInRow = new HashMap<>();

    /// At the last look. Owned by the watch's thread as well.
    private boolean clockRight = true;

    private Membership(Cluster cluster, LocalNode self, Probe probe, Probing settings) {
        this.cluster = cluster;
        this.self = self;
        this.probe = probe;
        this.settings = settings;
        self.announce(cluster);
    }

    /// Announces this node, durably, and begins to watch the others if there can be any. Where there can be none,
    /// those that the catalog has as up were killed, and clients must not be sent to them.
    ///
    /// @param self can serve by now, for others send clients to it from here on
    public static Membership join(Cluster cluster, LocalNode self, Probe probe, Probing settings) {
        var membership = new Membership(cluster, self, probe, settings);
        if (cluster.stores().journal().shared()) {
            membership.watch = Job.start("membership", settings.every(), membership::look, cluster.doors());
        } else {
            membership.others(cluster.catalog()).forEach(membership::declareDown);
        }
        return membership;
    }

    /// Says farewell, so that clients are not sent here any more.
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        var given = new CompletableFuture<Void>();
        Timer timer = cluster.doors().timers().after(FAREWELL, () -> given.complete(null));
        int number = newestNumber();
        cluster.meta().propose(new NodeDown(number, self.incarnation())).whenComplete((outcome, failure) -> {
            if (failure != null) {
                LOG.warn("could not say farewell node={} reason={}", number, failure.toString());
            }
            given.complete(null);
        });
        given.join();
        timer.cancel();
    }

    /// The watch may have announced this node again, and not have heard yet under which number.
    private int newestNumber() {
        return cluster.catalog().nodes().values().stream()
                .filter(node -> node.incarnation().equals(self.incarnation()))
                .mapToInt(Node::id)
                .max()
                .orElseGet(self::id);
    }

    private void look() {
        if (!mayAppend()) {
            return;
        }
        Catalog catalog = cluster.catalog();
        returnIfDown(catalog.nodes().get(self.id()));
        List<Node> others = others(catalog);
        failuresInRow.keySet().retainAll(others.stream().map(Node::id).toList());
        others.forEach(this::tryOut);
    }

    /// Whether what this node sees could be said in the journal. The others notice by themselves where not.
    private boolean mayAppend() {
        boolean wasRight = clockRight;
        try {
            cluster.stores().clockGuard().check();
            clockRight = true;
        } catch (ClockSkewException e) {
            clockRight = false;
            if (wasRight) {
                LOG.error("this node has stopped writing node={} reason={}", self.id(), e.getMessage());
            }
        }
        if (clockRight && !wasRight) {
            LOG.warn("the clock is right again, this node writes node={}", self.id());
        }
        return clockRight;
    }

    private void returnIfDown(@Nullable Node known) {
        if (known == null || (!known.up() && known.incarnation().equals(self.incarnation()))) {
            LOG.warn("others could not use this node, it announces itself again node={}", self.id());
            self.announce(cluster);
        } else if (!known.incarnation().equals(self.incarnation())) {
            LOG.error("another process has taken this node's address node={} address={}", self.id(), self.address());
        }
    }

    private void tryOut(Node other) {
        if (probe.serves(other)) {
            failuresInRow.remove(other.id());
            return;
        }
        if (failuresInRow.merge(other.id(), 1, Integer::sum) >= settings.failures()) {
            LOG.warn("node does not serve and is taken to be down node={} address={}", other.id(), other.address());
            declareDown(other);
        }
    }

    private void declareDown(Node other) {
        cluster.meta().proposeAndWait(new NodeDown(other.id(), other.incarnation()));
    }

    private List<Node> others(Catalog catalog) {
        return catalog.nodes().values().stream()
                .filter(node -> node.up() && node.id() != self.id())
                .sorted(Comparator.comparingInt(Node::id))
                .toList();
    }
}
