package io.varve.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import io.varve.groups.GroupSettings;
import io.varve.ingest.app.IngestRole;
import io.varve.ingest.transaction.TransactionSettings;
import io.varve.ingest.write.WriteSettings;
import io.varve.kafka.catalog.TopicDefaults;
import io.varve.kafka.net.ListenerSettings.Bounds;
import io.varve.log.read.ReadSettings;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.replica.Tailer;
import io.varve.node.NodeSettings;
import io.varve.node.NodeSettings.Advertised;
import io.varve.node.NodeSettings.CacheSizes;
import io.varve.node.NodeSettings.Endpoint;
import io.varve.node.NodeSettings.Locations;
import io.varve.node.NodeSettings.Probing;
import io.varve.node.Role;
import io.varve.node.RunningNode;
import io.varve.reader.app.ReaderRole;
import io.varve.reader.fetch.FetchSettings;
import io.varve.testkit.dynamodb.DynamoDbServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Nodes of one process that share nothing but a folder and a table.
final class Nodes implements AutoCloseable {

    /// Groups form at once.
    private static final GroupSettings GROUPS =
            new GroupSettings(Duration.ofMillis(100), Duration.ofMinutes(5), Duration.ZERO, 1000, Duration.ofDays(7));

    private final Doors doors = SystemDoors.open(CrashPoints.OFF);
    private final Path folder;
    private final TopicDefaults topics;
    private final Deque<RunningNode> running = new ArrayDeque<>();

    Nodes(Path folder) {
        this(folder, new TopicDefaults(1, false));
    }

    Nodes(Path folder, TopicDefaults topics) {
        this.folder = folder;
        this.topics = topics;
    }

    static Role ingest() {
        return new IngestRole(WriteSettings.PAID, GROUPS, TransactionSettings.DEFAULT);
    }

    static Role reader() {
        return new ReaderRole(FetchSettings.DEFAULT, ReadSettings.DEFAULT, Optional.empty());
    }

    Doors doors() {
        return doors;
    }

    RunningNode start(Role... roles) {
        return start(new SimpleMeterRegistry(), roles);
    }

    RunningNode start(MeterRegistry meters, Role... roles) {
        String table = folder.getFileName().toString();
        RunningNode node = RunningNode.start(
                new NodeSettings(
                        new Locations(
                                "file:" + folder,
                                "dynamodb://" + table + "?endpoint="
                                        + DynamoDbServer.shared().endpoint()),
                        new Endpoint("127.0.0.1", 0, Advertised.DEFAULT, 0, Bounds.DEFAULT, 256 << 20),
                        new ClusterSettings(
                                ShardCounts.DEFAULT,
                                new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(10)),
                                UpkeepSettings.DEFAULT),
                        new CacheSizes(64 << 20, 64 << 20),
                        Probing.DEFAULT,
                        topics),
                List.of(roles),
                meters,
                doors);
        running.push(node);
        return node;
    }

    @Override
    public void close() {
        running.forEach(RunningNode::close);
    }
}
