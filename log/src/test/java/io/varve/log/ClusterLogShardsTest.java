package io.varve.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterLogShardsTest {

    private static final ClusterSettings SETTINGS = new ClusterSettings(
            new ShardCounts(3, 1),
            new Tailer.Pace(Duration.ofMillis(20), Duration.ofSeconds(1), Duration.ofSeconds(5)),
            UpkeepSettings.DEFAULT);

    private final ManualDoors time = new ManualDoors();
    private final Stores stores =
            new Stores(new MemoryObjectStore(time), new MemoryJournal(true), new ClockGuard(time));
    private final Cluster creator = Cluster.open(stores, SETTINGS, time.doors());
    private final Cluster other = Cluster.open(stores, SETTINGS, time.doors());
    private final ClusterLogShards shards = new ClusterLogShards(other);

    @AfterEach
    void close() {
        creator.close();
        other.close();
    }

    @Test
    void aTopicThatAnotherNodeHasCreatedIsFoundAtOnce() {
        new TopicOperations(creator).create("flights", 2, new TreeMap<>());
        var topic = creator.catalog().topic("flights").orElseThrow();

        assertThat(shards.of(topic.id()))
                .hasValueSatisfying(shard -> assertThat(shard.replica().shard()).isEqualTo(topic.shard()));
        assertThat(shards.of(topic.id()).orElseThrow())
                .isSameAs(shards.of(topic.id()).orElseThrow());
    }

    @Test
    void aTopicThatNobodyHasCreatedIsNotFound() {
        assertThat(shards.of(new TopicId(4, 2))).isEmpty();
        assertThat(shards.all()).hasSize(3);
    }
}
