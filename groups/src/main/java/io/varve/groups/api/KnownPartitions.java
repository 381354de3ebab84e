package io.varve.groups.api;

import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.Uuids;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.Uuid;

/// Tells partitions that there are from those that there are not: the coordinator takes offsets of either.
final class KnownPartitions {

    private final Cluster cluster;

    KnownPartitions(Cluster cluster) {
        this.cluster = cluster;
    }

    private static boolean contains(Optional<Topic> topic, int partition) {
        return topic.isPresent() && partition >= 0 && partition < topic.get().partitionCount();
    }

    /// What a request asks of one topic.
    ///
    /// @param topicId of the topic, zero if there is none
    /// @param there of partitions that there are
    record Split<P>(Uuid topicId, List<P> there, List<P> missing) {}

    <P> Split<P> split(String topic, List<P> asked, ToIntFunction<P> index) {
        Optional<Topic> known = cluster.catalog().topic(topic);
        var there = new ArrayList<P>();
        var missing = new ArrayList<P>();
        for (P partition : asked) {
            (contains(known, index.applyAsInt(partition)) ? there : missing).add(partition);
        }
        return new Split<>(known.map(found -> Uuids.of(found.id())).orElse(Uuid.ZERO_UUID), there, missing);
    }

    /// Whether a request asks for a partition of the topic that this node does not know.
    <P> boolean lacks(String topic, List<P> asked, ToIntFunction<P> index) {
        Optional<Topic> known = cluster.catalog().topic(topic);
        return asked.stream().anyMatch(partition -> !contains(known, index.applyAsInt(partition)));
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
