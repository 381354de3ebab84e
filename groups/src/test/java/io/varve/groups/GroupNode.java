package io.varve.groups;

import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.CatalogCommand.NodeDown;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.journal.FaultyJournal;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Outcome.NodeNumber;
import io.varve.storage.ObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;

/// An ingest node without a listener, over stores that it may share, under a clock that the test moves.
public final class GroupNode implements AutoCloseable {

    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1));

    public final ManualDoors time;
    public final FaultyJournal journal;
    public final Cluster cluster;
    public final int nodeId;

    public GroupNode(ObjectStore objects, Journal entries, int port) {
        this(objects, entries, port, 1);
    }

    /// @param shards for groups
    public GroupNode(ObjectStore objects, Journal entries, int port, int shards) {
        time = new ManualDoors(port);
        journal = FaultyJournal.over(entries);
        cluster = Cluster.open(
                new Stores(objects, journal, new ClockGuard(time)),
                new ClusterSettings(new ShardCounts(1, shards), PACE, UpkeepSettings.DEFAULT),
                time.doors());
        var up = new NodeUp(
                new NodeAddress("node-" + port, port, 0), cluster.incarnation(), List.of(NodeRole.INGEST), "", 1);
        nodeId = ((NodeNumber) cluster.meta().proposeAndWait(up)).nodeId();
    }

    /// What this node says of another one that it cannot reach.
    public void declareDown(GroupNode other) {
        cluster.meta().proposeAndWait(new NodeDown(other.nodeId, other.cluster.incarnation()));
    }

    /// Claims a shard without being asked.
    public Outcome claim(int number) {
        var shard = cluster.groupShard(number);
        shard.replica().refresh();
        long epoch = shard.replica().query(GroupState::claim).epoch() + 1;
        return shard.proposeAndWait(new GroupCommand.Claim(epoch, nodeId, cluster.incarnation()));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
