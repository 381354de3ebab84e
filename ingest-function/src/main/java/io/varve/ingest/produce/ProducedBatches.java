package io.varve.ingest.produce;

import io.varve.core.TopicIdPartition;
import io.varve.ingest.write.Destination;
import io.varve.ingest.write.IncomingBatch;
import io.varve.kafka.codec.BatchOpener;
import io.varve.kafka.codec.RecordsField;
import io.varve.kafka.config.TopicSettings;
import io.varve.kafka.config.TopicSettingsCache;
import io.varve.kafka.records.BatchCheck;
import io.varve.kafka.records.BatchFault;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.state.Outcome;
import java.util.Optional;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.protocol.Errors;

/// Checks what producers send, and finds out where it goes.
final class ProducedBatches {

    private static final short FIRST_VERSION_WITH_ZSTD = 7;

    private final Cluster cluster;
    private final TopicOperations operations;
    private final TopicSettingsCache settings = new TopicSettingsCache();

    ProducedBatches(Cluster cluster) {
        this.cluster = cluster;
        this.operations = new TopicOperations(cluster);
    }

    /// Blocks only for a topic that this node does not know yet, or that its shard has not opened.
    ProducedBatch check(short version, String topicName, PartitionProduceData partition) {
        Optional<Topic> found = find(topicName, partition.index());
        if (found.isEmpty()) {
            return new ProducedBatch.Refused(
                    Errors.UNKNOWN_TOPIC_OR_PARTITION, "there is no partition " + topicName + "-" + partition.index());
        }
        Topic topic = found.get();
        if (!topic.settled() && operations.settle(topic) instanceof Outcome.Refused refused) {
            return new ProducedBatch.Refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, refused.message());
        }
        TopicSettings topicSettings = settings.of(topic);
        var rules = new BatchCheck.Rules(topicSettings.maxBatchBytes(), version >= FIRST_VERSION_WITH_ZSTD);
        BatchCheck checked = BatchCheck.of(RecordsField.bytes(partition.records()), rules);
        if (checked instanceof BatchCheck.Passed passed) {
            checked = BatchOpener.open(
                    passed, topicSettings.opening(), cluster.doors().clock().wallMs());
        }
        return switch (checked) {
            case BatchCheck.Passed passed -> {
                var destination = new Destination(
                        topic.shard(), new TopicIdPartition(topic.id(), partition.index()), Optional.empty());
                long logAppendTimeMs =
                        passed.header().logAppendTime() ? passed.header().maxTimestampMs() : -1;
                yield new ProducedBatch.Fit(
                        new IncomingBatch(destination, passed.header().meta(), passed.bytes()), logAppendTimeMs);
            }
            case BatchCheck.Failed failed -> new ProducedBatch.Refused(error(failed.fault()), failed.message());
        };
    }

    /// The topic, if it has the partition; looked for in a fresh catalog before it is said to be unknown.
    private Optional<Topic> find(String name, int partition) {
        return cluster.catalog()
                .topic(name)
                .filter(topic -> hasPartition(topic, partition))
                .or(() -> cluster.freshCatalog().topic(name).filter(topic -> hasPartition(topic, partition)));
    }

    private static boolean hasPartition(Topic topic, int partition) {
        return partition >= 0 && partition < topic.partitionCount();
    }

    private static Errors error(BatchFault fault) {
        return switch (fault) {
            case INVALID_RECORD -> Errors.INVALID_RECORD;
            case CORRUPT_MESSAGE -> Errors.CORRUPT_MESSAGE;
            case MESSAGE_TOO_LARGE -> Errors.MESSAGE_TOO_LARGE;
            case UNSUPPORTED_COMPRESSION_TYPE -> Errors.UNSUPPORTED_COMPRESSION_TYPE;
            case INVALID_TIMESTAMP -> Errors.INVALID_TIMESTAMP;
            case INVALID_TXN_STATE -> Errors.INVALID_TXN_STATE;
        };
    }
}
