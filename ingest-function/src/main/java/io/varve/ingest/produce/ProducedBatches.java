package io.varve.ingest.produce;

import io.varve.core.TopicIdPartition;
import io.varve.ingest.write.Destination;
import io.varve.ingest.write.FlushRate;
import io.varve.ingest.write.IncomingBatch;
import io.varve.kafka.codec.BatchOpener;
import io.varve.kafka.codec.RecordsField;
import io.varve.kafka.config.TopicSettings;
import io.varve.kafka.config.TopicSettingsCache;
import io.varve.kafka.records.BatchCheck;
import io.varve.metadata.catalog.Topic;
import java.util.Optional;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;

/// Checks what producers send against the rules of its topic, and makes it what the topic wants. Thread-safe.
final class ProducedBatches {

    private static final short FIRST_VERSION_WITH_ZSTD = 7;

    private final TopicSettingsCache settings = new TopicSettingsCache();

    /// @param nowMs against which timestamps are held
    BatchCheck check(short version, Topic topic, PartitionProduceData partition, long nowMs) {
        TopicSettings topicSettings = settings.of(topic);
        var rules = new BatchCheck.Rules(topicSettings.maxBatchBytes(), version >= FIRST_VERSION_WITH_ZSTD);
        BatchCheck checked = BatchCheck.of(RecordsField.bytes(partition.records()), rules);
        return checked instanceof BatchCheck.Passed passed
                ? BatchOpener.open(passed, topicSettings.opening(), nowMs)
                : checked;
    }

    IncomingBatch incoming(Topic topic, int partition, BatchCheck.Passed batch) {
        int flushesPerSecond = settings.of(topic).flushesPerSecond();
        // What a topic saves up is what it may spend in a second.
        Optional<FlushRate> flushRate = flushesPerSecond == 0
                ? Optional.empty()
                : Optional.of(new FlushRate(flushesPerSecond, flushesPerSecond));
        var destination = new Destination(topic.shard(), new TopicIdPartition(topic.id(), partition), flushRate);
        return new IncomingBatch(destination, batch.header().meta(), batch.bytes());
    }
}
