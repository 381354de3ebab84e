package io.varve.node;

import io.varve.core.Timers.Timer;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Asks whether a produce would succeed now: whether both stores answer, no shard has halted, and the clock is right.
/// Costs one request to each store and shard, however many ask together.
///
/// Thread-safe.
final class StoreCheck {

    /// Whoever asks wants to know in time; what takes longer is as good as no answer.
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Cluster cluster;

    /// The question that is under way; guarded by this object's monitor.
    private @Nullable CompletableFuture<Optional<String>> asked;

    StoreCheck(Cluster cluster) {
        this.cluster = cluster;
    }

    /// What stands in the way; empty if nothing does.
    Optional<String> obstacle() {
        CompletableFuture<Optional<String>> answer = ask();
        var inTime = new CompletableFuture<Optional<String>>();
        answer.thenAccept(inTime::complete);
        Timer timer = cluster.doors()
                .timers()
                .after(
                        TIMEOUT,
                        () -> inTime.complete(
                                Optional.of("the stores did not answer within " + TIMEOUT.toSeconds() + " s")));
        Optional<String> obstacle = inTime.join();
        timer.cancel();
        return obstacle;
    }

    private synchronized CompletableFuture<Optional<String>> ask() {
        if (asked == null || asked.isDone()) {
            var answer = new CompletableFuture<Optional<String>>();
            cluster.doors().threads().start("store-check", () -> answer.complete(look()));
            asked = answer;
        }
        return asked;
    }

    private Optional<String> look() {
        try {
            cluster.meta().replica().refresh();
            cluster.meta().replica().appliedSequence();
            cluster.dataShards().forEach(shard -> {
                shard.replica().refresh();
                shard.replica().appliedSequence();
            });
            var inBucket = ClusterIdentity.of(cluster.stores().objects());
            cluster.stores().clockGuard().check();
            return inBucket.map(ClusterIdentity::clusterId).equals(Optional.of(cluster.clusterId()))
                    ? Optional.empty()
                    : Optional.of("the object store has lost the mark of this cluster");
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
