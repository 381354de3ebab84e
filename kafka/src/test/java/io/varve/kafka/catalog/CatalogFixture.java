package io.varve.kafka.catalog;

import io.varve.core.Doors;
import io.varve.core.Id128;
import io.varve.kafka.RealDoors;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.Features;
import io.varve.kafka.net.InFlightBytes;
import io.varve.kafka.net.KafkaListener;
import io.varve.kafka.net.ListenerSettings;
import io.varve.kafka.net.ListenerSettings.Bounds;
import io.varve.kafka.net.RawClient;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.LocalNode;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.CatalogCommand.AlterGroup;
import io.varve.metadata.entry.CatalogCommand.NodeDown;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.memory.MemoryObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/// A node with a cluster in the heap that serves the catalog's APIs, and clients of it.
public final class CatalogFixture implements AutoCloseable {

    public static final int DEFAULT_PARTITION_COUNT = 3;

    private static final Doors DOORS = RealDoors.DOORS;
    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofSeconds(1));

    public final Cluster cluster;
    public final KafkaListener listener;
    public final int nodeId;
    private final List<AutoCloseable> clients = new ArrayList<>();

    public CatalogFixture(ApiHandler<?>... others) throws IOException {
        this(new TopicDefaults(DEFAULT_PARTITION_COUNT, false), others);
    }

    CatalogFixture(TopicDefaults defaults, ApiHandler<?>... others) throws IOException {
        var stores = new Stores(
                new MemoryObjectStore(DOORS.clock()), new MemoryJournal(false), new ClockGuard(DOORS.clock()));
        cluster = Cluster.open(stores, new ClusterSettings(new ShardCounts(2, 1), PACE, UpkeepSettings.DEFAULT), DOORS);
        listener = KafkaListener.bind(
                new ListenerSettings("test", "127.0.0.1", 0, Bounds.DEFAULT), new InFlightBytes(256 << 20), DOORS);
        LocalNode self = announced(listener.address().getPort(), "zone-a", cluster.incarnation());
        nodeId = self.id();
        var handlers = new ArrayList<ApiHandler<?>>(List.of(others));
        handlers.addAll(CatalogApis.all(cluster, self, defaults));
        listener.serve(new ApiRegistry(handlers, Features.NONE));
    }

    /// Another node of the catalog; nothing listens there.
    public int announce(int port, String zone) {
        return announced(port, zone, DOORS.entropy().nextId()).id();
    }

    private LocalNode announced(int port, String zone, Id128 incarnation) {
        var node = new LocalNode(new NodeUp(
                new NodeAddress("127.0.0.1", port, 0), incarnation, List.of(NodeRole.INGEST, NodeRole.READ), zone, 1));
        node.announce(cluster);
        return node;
    }

    public void declareDown(int id) {
        cluster.meta()
                .proposeAndWait(
                        new NodeDown(id, cluster.catalog().nodes().get(id).incarnation()));
    }

    /// Has the catalog know a config of a group, whatever it means.
    public void alterGroup(String groupId, String name, String value) {
        cluster.meta().proposeAndWait(new AlterGroup(groupId, new TreeMap<>(Map.of(name, Optional.of(value)))));
    }

    public void createTopic(String name, int partitionCount) {
        new TopicOperations(cluster).create(name, partitionCount, new TreeMap<>());
    }

    public String bootstrap() {
        return "127.0.0.1:" + listener.address().getPort();
    }

    public Admin admin() {
        Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()));
        clients.add(() -> admin.close(Duration.ZERO));
        return admin;
    }

    public RawClient raw() throws IOException {
        var client = new RawClient(listener.address());
        clients.add(client);
        return client;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        listener.close();
        cluster.close();
    }
}
