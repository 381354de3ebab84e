package io.varve.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.metadata.entry.CatalogCommand.CreateTopic;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.metadata.state.Outcome;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicSettlerTest {

    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1));

    private final ManualDoors time = new ManualDoors();
    private final Cluster cluster = Cluster.open(
            new Stores(new MemoryObjectStore(time), new MemoryJournal(false), new ClockGuard(time)),
            new ClusterSettings(ShardCounts.DEFAULT, PACE, UpkeepSettings.DEFAULT),
            time.doors());
    private final TopicSettler settler = new TopicSettler(cluster);

    /// A creation that a crash has interrupted.
    @BeforeEach
    void createHalfATopic() {
        cluster.meta()
                .proposeAndWait(new CreateTopic("flights", new TopicId(0, 7), 1, ShardId.data(0), new TreeMap<>()));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aTopicThatWasNotOpenedIsOpened() {
        settler.settleAll();

        assertThat(cluster.catalog().topic("flights").orElseThrow().settled()).isTrue();
    }

    @Test
    void oneThatCanNoLongerBeOpenedMakesWayForAnother() {
        time.advance(Duration.ofHours(2));

        settler.settleAll();
        settler.settleAll();

        assertThat(cluster.catalog().topic("flights")).isEmpty();
        assertThat(cluster.catalog().closing()).isEmpty();
        assertThat(new TopicOperations(cluster).create("flights", 1, new TreeMap<>()))
                .isEqualTo(new Outcome.Applied());
    }
}
