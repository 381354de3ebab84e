package io.varve.groups.api;

import io.varve.kafka.api.RequestContext;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/// Tells partitions that there are from those that there are not: the coordinator takes offsets of either.
final class KnownPartitions {

    private final Cluster cluster;

    KnownPartitions(Cluster cluster) {
        this.cluster = cluster;
    }

    private boolean contains(String topic, int partition) {
        Optional<Topic> known = cluster.catalog().topic(topic);
        return known.isPresent() && partition >= 0 && partition < known.get().partitionCount();
    }

    /// What a request asks of one topic.
    ///
    /// @param there of partitions that there are
    record Split<P>(List<P> there, List<P> missing) {}

    <P> Split<P> split(String topic, List<P> asked, ToIntFunction<P> index) {
        var there = new ArrayList<P>();
        var missing = new ArrayList<P>();
        for (P partition : asked) {
            (contains(topic, index.applyAsInt(partition)) ? there : missing).add(partition);
        }
        return new Split<>(there, missing);
    }

    /// Whether a request asks for a partition of the topic that this node does not know.
    <P> boolean lacks(String topic, List<P> asked, ToIntFunction<P> index) {
        return asked.stream().anyMatch(partition -> !contains(topic, index.applyAsInt(partition)));
    }

    /// Does something once nothing that it names is unknown only because this node's catalog is old.
    <T> CompletionStage<T> whenFresh(RequestContext context, boolean namesUnknown, Supplier<CompletionStage<T>> work) {
        if (!namesUnknown) {
            return work.get();
        }
        var done = new CompletableFuture<T>();
        cluster.doors().threads().start(context.api().name + "-" + context.correlationId(), () -> {
            try {
                cluster.freshCatalog();
                work.get().whenComplete((answer, failure) -> {
                    if (failure == null) {
                        done.complete(answer);
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
