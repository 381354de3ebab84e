package io.varve.groups.coordinator;

import io.varve.core.TopicId;
import io.varve.kafka.api.Uuids;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.RemoveTopicRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.jspecify.annotations.Nullable;

/// The topics of the catalog as Kafka's coordinator wants to know them.
///
/// Thread-safe; changes are told in their order.
final class TopicImage {

    /// Partitions have no replicas, and assignors do not look at them; but there must be one.
    private static final List<Integer> REPLICAS = List.of(0);

    private final BiConsumer<MetadataDelta, MetadataImage> told;

    /// Guards the fields below, and keeps what is told in order.
    private final ReentrantLock lock = new ReentrantLock();

    private Map<TopicId, Topic> topics = Map.of();

    private MetadataImage image = MetadataImage.EMPTY;
    private long changes;

    TopicImage(BiConsumer<MetadataDelta, MetadataImage> told) {
        this.told = told;
    }

    /// Brings the image to the catalog of this moment. It is read under the lock, so that nobody puts back what
    /// another has brought up to date.
    void update(Supplier<Catalog> catalog, long nowMs) {
        lock.lock();
        try {
            updateTo(catalog.get(), nowMs);
        } finally {
            lock.unlock();
        }
    }

    private void updateTo(Catalog catalog, long nowMs) {
        if (changes > 0 && catalog.topicsById() == topics) {
            return;
        }
        var delta = new MetadataDelta.Builder().setImage(image).build();
        Map<TopicId, Topic> now = catalog.topicsById();
        inOrder(topics, topic -> !now.containsKey(topic.id()))
                .forEach(gone -> delta.replay(new RemoveTopicRecord().setTopicId(Uuids.of(gone.id()))));
        Map<TopicId, Topic> before = topics;
        inOrder(now, topic -> topic != before.get(topic.id()))
                .forEach(topic -> add(topic, before.get(topic.id()), delta));
        topics = now;
        image = delta.apply(new MetadataProvenance(++changes, 0, nowMs, true));
        told.accept(delta, image);
    }

    /// Those that have changed, few of many: the maps of a catalog have an order of their own in every process.
    private static Stream<Topic> inOrder(Map<TopicId, Topic> topics, Predicate<Topic> changed) {
        return topics.values().stream().filter(changed).sorted(Comparator.comparing(Topic::id));
    }

    private static void add(Topic topic, @Nullable Topic before, MetadataDelta delta) {
        if (before == null) {
            delta.replay(new TopicRecord().setName(topic.name()).setTopicId(Uuids.of(topic.id())));
        }
        int known = before == null ? 0 : before.partitionCount();
        for (int partition = known; partition < topic.partitionCount(); partition++) {
            delta.replay(new PartitionRecord()
                    .setTopicId(Uuids.of(topic.id()))
                    .setPartitionId(partition)
                    .setReplicas(REPLICAS)
                    .setIsr(REPLICAS)
                    .setLeader(REPLICAS.getFirst()));
        }
    }
}
