package io.varve.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Id128;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.LocalNode;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A node whose journal is open to no other process.
@Timeout(60)
class LoneMembershipTest {

    private static final NodeAddress BEFORE = new NodeAddress("localhost", 1, 2);
    private static final NodeAddress NOW = new NodeAddress("localhost", 3, 4);

    @Test
    void whoeverWasUpBeforeIsGoneWithItsProcess() {
        var time = new ManualDoors();
        try (Cluster cluster = open(time)) {
            cluster.meta().proposeAndWait(new NodeUp(BEFORE, new Id128(7, 7), List.of(NodeRole.INGEST), "", 1));

            Membership.join(
                    cluster,
                    new LocalNode(new NodeUp(NOW, cluster.incarnation(), List.of(NodeRole.INGEST), "", 1)),
                    address -> true,
                    NodeSettings.Probing.DEFAULT);

            assertThat(cluster.catalog().nodes().values())
                    .filteredOn(Node::up)
                    .extracting(Node::address)
                    .containsExactly(NOW);
        }
    }

    private static Cluster open(ManualDoors time) {
        return Cluster.open(
                new Stores(new MemoryObjectStore(time), new MemoryJournal(false), new ClockGuard(time)),
                new ClusterSettings(
                        new ShardCounts(1, 1),
                        new Tailer.Pace(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofSeconds(1)),
                        UpkeepSettings.DEFAULT),
                time.doors());
    }
}
