package io.varve.node.api;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.Uuids;
import io.varve.kafka.fetch.PartitionKey;
import io.varve.kafka.fetch.Wanted;
import io.varve.log.read.FetchPosition;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.storage.StoreException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one fetch names, in Varve's words. Looks a topic up once. Of one thread.
public final class FetchTargets {

    private static final Logger LOG = LoggerFactory.getLogger(FetchTargets.class);

    private final Topics topics;
    private final Map<String, Located> byName = new HashMap<>();

    public FetchTargets(Topics topics) {
        this.topics = topics;
    }

    /// What is named.
    public sealed interface Target {}

    /// Whether there is such a partition is another question.
    public record Found(FetchPosition position) implements Target {}

    public record Failed(Errors error) implements Target {}

    private sealed interface Located {

        record At(TopicId topicId) implements Located {}

        record Nowhere(Errors error) implements Located {}
    }

    public Target find(Wanted wanted) {
        Errors epochError = LeaderEpochs.check(wanted.currentLeaderEpoch());
        if (epochError != Errors.NONE) {
            return new Failed(epochError);
        }
        PartitionKey key = wanted.key();
        return switch (key.topic().isEmpty()
                ? new Located.At(Uuids.topicId(key.topicId()))
                : byName.computeIfAbsent(key.topic(), this::locate)) {
            case Located.At(TopicId topicId) -> {
                var partition = new TopicIdPartition(topicId, key.partition());
                yield new Found(new FetchPosition(partition, wanted.offset(), Math.max(0, wanted.maxBytes())));
            }
            case Located.Nowhere(Errors error) -> new Failed(error);
        };
    }

    private Located locate(String topic) {
        try {
            return topics.find(topic)
                    .<Located>map(found -> new Located.At(found.id()))
                    .orElseGet(() -> new Located.Nowhere(Errors.UNKNOWN_TOPIC_OR_PARTITION));
        } catch (JournalException | StoreException | ReplicaHaltedException e) {
            LOG.warn("topic not looked up topic={} reason=\"{}\"", topic, e.toString());
            return new Located.Nowhere(Errors.KAFKA_STORAGE_ERROR);
        }
    }
}
