package io.varve.ingest.produce;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;

/// The topics that take records, as far as this node knows, and what there is to do before it may say that one does
/// not. Thread-safe.
final class WritableTopics {

    private final Cluster cluster;
    private final TopicOperations operations;

    WritableTopics(Cluster cluster) {
        this.cluster = cluster;
        this.operations = new TopicOperations(cluster);
    }

    /// The topic, if this node knows it with the partition.
    Optional<Topic> find(String name, int partition) {
        return cluster.catalog().topic(name).filter(topic -> partition >= 0 && partition < topic.partitionCount());
    }

    /// Whether all partitions of a request are known to take records.
    boolean knowsAll(ProduceRequestData request) {
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                if (find(topic.name(), partition.index()).filter(Topic::settled).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Reads the catalog anew, and has shards open what it holds of a request: what [#find] does not find
    /// then is not there, and of the rest the shard decides. Blocks.
    void lookUp(ProduceRequestData request) {
        cluster.freshCatalog();
        List<Topic> unsettled = request.topicData().stream()
                .flatMap(topic -> cluster.catalog().topic(topic.name()).stream())
                .filter(topic -> !topic.settled())
                .toList();
        unsettled.forEach(operations::settle);
    }
}
