package io.varve.ingest.produce;

import io.varve.core.Clock;
import io.varve.core.MalformedDataException;
import io.varve.core.TopicIdPartition;
import io.varve.ingest.write.ClusterDataShards;
import io.varve.ingest.write.DataShards;
import io.varve.ingest.write.FailedSequences;
import io.varve.kafka.codec.RecordsField;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.wal.BatchMeta;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;

/// Remembers requests that were refused before their batches came to the write path, so that what the same idempotent
/// producer had sent after them is refused as well. Partitions are known by name here: a topic that could not be looked
/// up has no id yet.
///
/// Thread-safe.
final class RefusedBatches {

    private final FailedSequences<TopicPartition> refused = new FailedSequences<>();
    private final AtomicLong arrivals = new AtomicLong();
    private final DataShards shards;
    private final Clock clock;

    RefusedBatches(Cluster cluster) {
        shards = new ClusterDataShards(cluster);
        clock = cluster.doors().clock();
    }

    /// The next request has come.
    ///
    /// @return its number
    long arrive() {
        return arrivals.incrementAndGet();
    }

    /// All batches of a request are refused, and their producers will send them again.
    void refuse(ProduceRequestData request) {
        long nowNanos = clock.nanoTime();
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                var id = new TopicPartition(topic.name(), partition.index());
                metaOf(partition).ifPresent(meta -> refused.failed(id, meta, arrivals.get(), nowNanos));
            }
        }
    }

    /// Nothing of what cannot be read, which nobody sends again.
    private static Optional<BatchMeta> metaOf(PartitionProduceData partition) {
        try {
            return Optional.of(
                    BatchHeader.read(RecordsField.bytes(partition.records()).slice())
                            .meta());
        } catch (MalformedDataException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether a batch must be refused, because one that its producer sent before it was, and has not come again.
    ///
    /// @param arrival the number of its request
    boolean blocks(Topic topic, int partition, BatchMeta meta, long arrival) {
        return refused.blocks(
                new TopicPartition(topic.name(), partition),
                meta,
                arrival,
                clock.nanoTime(),
                () -> shards.knowsProducer(
                        topic.shard(), new TopicIdPartition(topic.id(), partition), meta.producerId()));
    }
}
