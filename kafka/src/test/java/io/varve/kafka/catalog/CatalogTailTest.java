package io.varve.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import io.varve.kafka.api.RequestContext.RequestBytes;
import io.varve.kafka.route.ClientZone;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.LocalNode;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.WatchedJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which questions have a node read the catalog's tail, so that whoever asks again soon hears of a node that has come
/// meanwhile.
class CatalogTailTest {

    private static final Duration FAST = Duration.ofMillis(10);
    private static final Duration IDLE = FAST.multipliedBy(32);
    private static final Tailer.Pace PACE = new Tailer.Pace(FAST, IDLE, Duration.ZERO);

    /// Of two processes, which follow two shards each.
    private static final int TAILERS = 4;

    /// So many that every node coordinates the groups of some.
    private static final int GROUP_SHARDS = 64;

    private static final ClientZone ANYWHERE = new ClientZone("");

    private final ManualDoors time = new ManualDoors();
    private final MemoryObjectStore objects = new MemoryObjectStore(time);
    private final Journal shared = new MemoryJournal(true);
    private final WatchedJournal watched = new WatchedJournal(shared, ShardId.META);
    private final Cluster cluster = open(watched);
    private final Cluster other = open(shared);

    private Cluster open(Journal journal) {
        return Cluster.open(
                new Stores(objects, journal, new ClockGuard(time)),
                new ClusterSettings(new ShardCounts(1, GROUP_SHARDS), PACE, UpkeepSettings.DEFAULT),
                time.doors());
    }

    @BeforeEach
    void start() {
        announce(cluster, 1);
        new TopicOperations(cluster).create("flights", 1, new TreeMap<>());
    }

    @AfterEach
    void close() {
        other.close();
        cluster.close();
    }

    @Test
    void whoAsksWhereTopicsAreHearsOfANewNodeSoon() throws InterruptedException {
        assertHearsOfANewNode(() -> metadata("flights"));
    }

    @Test
    void whoAsksForCoordinatorsHearsOfANewNodeSoon() throws InterruptedException {
        assertHearsOfANewNode(this::coordinators);
    }

    @Test
    void whoAsksForTheClusterHearsOfANewNodeSoon() throws InterruptedException {
        assertHearsOfANewNode(this::describedNodes);
    }

    /// Other nodes ask so to see whether this one serves, around the clock.
    @Test
    void whoAsksForNoTopicsHasNothingRead() {
        idle();

        assertThat(metadata()).hasSize(1);

        pass(IDLE.minus(FAST));
        assertThat(watched.takeReads()).isZero();
        pass(FAST);
        assertThat(watched.takeReads()).as("at the idle pace").isEqualTo(1);
    }

    private void assertHearsOfANewNode(Supplier<List<Integer>> nodes) throws InterruptedException {
        idle();
        int came = announce(other, 2);

        assertThat(nodes.get()).as("as was known").isNotEmpty().doesNotContain(came);

        time.advance(FAST);
        assertThat(watched.readComes()).isTrue();
        time.awaitTimers(TAILERS);
        assertThat(nodes.get()).contains(came);
    }

    /// Comes to where the catalog's tail was read just now, and is read next after the longest time.
    private void idle() {
        pass(IDLE.multipliedBy(3));
        watched.takeReads();
        while (watched.takeReads() == 0) {
            pass(FAST);
        }
    }

    /// In steps so small that nobody wakes, and begins to wait anew, in the midst of one.
    private void pass(Duration duration) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(FAST)) {
            time.awaitTimers(TAILERS);
            time.advance(FAST);
            // Each waits on, or reads and then waits.
            time.awaitTimers(TAILERS);
        }
    }

    private int announce(Cluster at, int port) {
        var node = new LocalNode(new NodeUp(
                new NodeAddress("127.0.0.1", port, 0),
                at.incarnation(),
                List.of(NodeRole.INGEST, NodeRole.READ),
                "",
                1));
        node.announce(at);
        return node.id();
    }

    private List<Integer> metadata(String... topics) {
        var request = new MetadataRequestData();
        for (String topic : topics) {
            request.topics().add(new MetadataRequestTopic().setName(topic));
        }
        var response = (MetadataResponseData) answer(new Api03Metadata(cluster, ANYWHERE, Optional.empty()), request);
        return response.brokers().stream().map(MetadataResponseBroker::nodeId).toList();
    }

    private List<Integer> coordinators() {
        var request = new FindCoordinatorRequestData()
                .setCoordinatorKeys(IntStream.range(0, GROUP_SHARDS)
                        .mapToObj(Integer::toString)
                        .toList());
        var response = (FindCoordinatorResponseData) answer(new Api10FindCoordinator(cluster), request);
        return response.coordinators().stream().map(Coordinator::nodeId).toList();
    }

    private List<Integer> describedNodes() {
        var response = (DescribeClusterResponseData)
                answer(new Api60DescribeCluster(cluster, ANYWHERE), new DescribeClusterRequestData());
        return response.brokers().stream().map(DescribeClusterBroker::brokerId).toList();
    }

    private static <Q extends ApiMessage> ApiMessage answer(ApiHandler<Q> handler, Q request) {
        var context = new RequestContext(
                handler.api(),
                handler.versions().max(),
                1,
                "client",
                new ClientConnection(1, "test", InetSocketAddress.createUnresolved("client", 1)),
                new Arrival(0, Duration.ZERO, RequestBytes.NONE));
        Reply reply = handler.handle(context, request).toCompletableFuture().join();
        return ((Reply.Answer) reply).message();
    }
}
