package io.varve.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import io.varve.ingest.fetch.ReaderDouble.Held;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import io.varve.kafka.api.RequestContext.RequestBytes;
import io.varve.kafka.catalog.TopicDefaults;
import io.varve.kafka.codec.BatchSequence;
import io.varve.kafka.fetch.PartitionKey;
import io.varve.kafka.fetch.Wanted;
import io.varve.log.ClusterLogShards;
import io.varve.log.read.LogOffsets;
import io.varve.log.store.ObjectCache;
import io.varve.log.store.ReadLimits;
import io.varve.log.store.RunReader;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.TestNodes;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.node.NodeContext;
import io.varve.node.NodeLogs;
import io.varve.node.NodeSettings.Locations;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.TestBatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An ingest node in zone `a` with an empty topic, and readers behind real sockets.
class SteeredFetchTest {

    private static final String TOPIC = "orders";
    private static final short STEERABLE = 11;
    private static final short NOT_STEERABLE = 10;
    private static final short BY_TOPIC_ID = 13;
    private static final int NOBODY = -1;
    private static final int MAX_WAIT_MS = 20_000;
    private static final long BEYOND = 5;

    private final Doors doors = SystemDoors.open(CrashPoints.OFF);
    private final Cluster cluster = Cluster.open(
            new Stores(new MemoryObjectStore(doors.clock()), new MemoryJournal(false), new ClockGuard(doors.clock())),
            new ClusterSettings(
                    new ShardCounts(1, 1),
                    new Tailer.Pace(Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofSeconds(1)),
                    UpkeepSettings.DEFAULT),
            doors);
    private final List<ReaderDouble> readers = new ArrayList<>();
    private final SteeredFetch fetch;
    private final ClientConnection connection =
            new ClientConnection(1, "test", InetSocketAddress.createUnresolved("client", 1));

    private short version = STEERABLE;
    private int maxWaitMs = MAX_WAIT_MS;
    private String rack = "";

    SteeredFetchTest() {
        new TopicOperations(cluster).create(TOPIC, 3, new TreeMap<>());
        var shards = new ClusterLogShards(cluster);
        var runs = new RunReader(
                cluster.stores().objects(),
                cluster.stores().journal(),
                cluster.clusterId(),
                new ObjectCache(1, 1),
                ReadLimits.DEFAULT,
                doors);
        fetch = new SteeredFetch(new NodeContext(
                cluster,
                new Locations("memory:", "memory:"),
                TestNodes.announce(cluster, 1, "a", NodeRole.INGEST),
                new NodeLogs(shards, runs, new LogOffsets(shards, runs)),
                new SimpleMeterRegistry(),
                new TopicDefaults(1, false)));
    }

    @AfterEach
    void close() {
        fetch.close();
        readers.forEach(ReaderDouble::close);
        cluster.close();
    }

    @Test
    void aConsumerIsToldOfAReaderAndServedThroughItIfItStays() throws IOException {
        ReaderDouble reader = new ReaderDouble();
        int readerId = serve(reader, "a");

        PartitionData told = fetch(at(0, 0)).join().get(0);
        assertThat(told.preferredReadReplica()).isEqualTo(readerId);
        assertThat(told.errorCode()).isEqualTo(Errors.NONE.code());
        assertThat(told.highWatermark()).isZero();
        assertThat(told.records().sizeInBytes()).isZero();
        assertThat(reader.waiting()).isZero();

        CompletableFuture<List<PartitionData>> stayed = fetch(at(0, 0));
        ByteBuffer batch = TestBatch.of(10, "a");
        Held relayed = reader.take();
        relayed.answer(answer(records(0, batch)));

        PartitionData served = stayed.join().get(0);
        assertThat(served.preferredReadReplica()).isEqualTo(NOBODY);
        assertThat(((MemoryRecords) served.records()).buffer()).isEqualTo(batch);
    }

    @Test
    void whatIsRelayedHasNoSessionAndSmallerBounds() throws IOException {
        version = NOT_STEERABLE;
        ReaderDouble reader = new ReaderDouble();
        serve(reader, "a");

        CompletableFuture<List<PartitionData>> served = fetch(at(0, 0), at(2, 0));
        Held relayed = reader.take();

        assertThat(relayed.context().clientId()).isEqualTo("consumer");
        assertThat(relayed.context().version()).isEqualTo(NOT_STEERABLE);
        FetchRequestData request = relayed.request();
        assertThat(request.sessionId()).isZero();
        assertThat(request.sessionEpoch()).isEqualTo(-1);
        assertThat(request.maxWaitMs()).isEqualTo(MAX_WAIT_MS);
        assertThat(request.maxBytes()).isEqualTo(FetchRelay.MAX_BYTES);
        assertThat(request.topics().iterator().next().partitions()).hasSize(2);
        relayed.answer(answer(records(0, TestBatch.of(10, "a")), records(2, TestBatch.of(10, "b"))));
        assertThat(served.join()).extracting(PartitionData::partitionIndex).containsExactly(0, 2);
    }

    @Test
    void errorsAreThisNodesOwnAndWhatStandsBesideThemDoesNotWait() throws IOException {
        version = NOT_STEERABLE;
        ReaderDouble reader = new ReaderDouble();
        serve(reader, "a");

        CompletableFuture<List<PartitionData>> answered = fetch(at(0, BEYOND), at(1, 0), at(7, 0));
        Held relayed = reader.take();
        assertThat(relayed.request().maxWaitMs()).isZero();
        assertThat(relayed.request().topics().iterator().next().partitions()).hasSize(1);
        relayed.answer(answer(records(1, TestBatch.of(10, "a"))));

        assertThat(answered.join())
                .extracting(PartitionData::errorCode)
                .containsExactly(
                        Errors.OFFSET_OUT_OF_RANGE.code(),
                        Errors.NONE.code(),
                        Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    @Test
    void aConsumerThatWasOutOfRangeIsToldAnew() throws IOException {
        int readerId = serve(new ReaderDouble(), "a");
        fetch(at(0, 0)).join();
        fetch(at(0, BEYOND)).join();

        assertThat(fetch(at(0, 0)).join().getFirst().preferredReadReplica()).isEqualTo(readerId);
    }

    @Test
    void theReaderIsOneOfTheConsumersZone() throws IOException {
        int near = serve(new ReaderDouble(), "a");
        int far = serve(new ReaderDouble(), "b");

        assertThat(fetch(at(0, 0)).join().getFirst().preferredReadReplica()).isEqualTo(near);
        rack = "b";
        assertThat(fetch(at(1, 0)).join().getFirst().preferredReadReplica()).isEqualTo(far);
        rack = "c";
        assertThat(fetch(at(2, 0)).join().getFirst().preferredReadReplica()).isIn(near, far);
    }

    @Test
    void anotherReaderIsAskedInPlaceOfOneThatIsNotThere() throws IOException {
        version = NOT_STEERABLE;
        ReaderDouble gone = new ReaderDouble();
        serve(gone, "a");
        gone.close();
        ReaderDouble there = new ReaderDouble();
        serve(there, "b");

        CompletableFuture<List<PartitionData>> served = fetch(at(0, 0));
        there.take().answer(answer(records(0, TestBatch.of(10, "a"))));

        assertThat(served.join().getFirst().records().sizeInBytes()).isPositive();
    }

    @Test
    void whereNoReaderIsTheConsumerHearsOfItAfterTheTimeThatItWouldHaveWaited() {
        maxWaitMs = 1;

        assertThat(fetch(at(0, 0)).join().getFirst().errorCode()).isEqualTo(Errors.REPLICA_NOT_AVAILABLE.code());
    }

    @Test
    void aReaderThatRefusesTheWholeRequestIsHeard() throws IOException {
        version = NOT_STEERABLE;
        ReaderDouble reader = new ReaderDouble();
        serve(reader, "a");

        CompletableFuture<List<PartitionData>> answered = fetch(at(0, 0));
        reader.take().answer(new FetchResponseData().setErrorCode(Errors.KAFKA_STORAGE_ERROR.code()));

        assertThat(answered.join().getFirst().errorCode()).isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
    }

    @Test
    void topicsAreKnownByTheirIdsAsWell() throws IOException {
        version = BY_TOPIC_ID;
        int readerId = serve(new ReaderDouble(), "a");
        var topicId = cluster.catalog().topic(TOPIC).orElseThrow().id();
        var known = new Wanted(new PartitionKey("", new Uuid(topicId.high(), topicId.low()), 0), 0, 1 << 20, 0);
        var unknown = new Wanted(new PartitionKey("", new Uuid(1, 2), 0), 0, 1 << 20, 0);

        List<PartitionData> answers = fetch(known, unknown).join();

        assertThat(answers.get(0).preferredReadReplica()).isEqualTo(readerId);
        assertThat(answers.get(1).errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
    }

    @Test
    void whatWaitsAtAReaderIsAnsweredAtOnceWhenThisNodeStops() throws IOException {
        version = NOT_STEERABLE;
        ReaderDouble reader = new ReaderDouble();
        serve(reader, "a");
        CompletableFuture<List<PartitionData>> waiting = fetch(at(0, 0));
        Held held = reader.take();

        fetch.close();

        assertThat(waiting.join().getFirst().errorCode()).isEqualTo(Errors.REPLICA_NOT_AVAILABLE.code());
        held.answer(new FetchResponseData());
    }

    private int serve(ReaderDouble reader, String zone) {
        readers.add(reader);
        return TestNodes.announce(cluster, reader.port(), zone, NodeRole.READ).id();
    }

    private static Wanted at(int partition, long offset) {
        return new Wanted(new PartitionKey(TOPIC, Uuid.ZERO_UUID, partition), offset, 1 << 20, 0);
    }

    private CompletableFuture<List<PartitionData>> fetch(Wanted... wanted) {
        var request = new FetchRequestData()
                .setMaxWaitMs(maxWaitMs)
                .setMinBytes(1)
                .setMaxBytes(Integer.MAX_VALUE)
                .setRackId(rack);
        var context = new RequestContext(
                ApiKeys.FETCH,
                version,
                1,
                "consumer",
                connection,
                new Arrival(doors.clock().nanoTime(), Duration.ZERO, RequestBytes.NONE));
        var answers = new CompletableFuture<List<PartitionData>>();
        Thread.ofVirtual().start(() -> {
            Map<PartitionKey, PartitionData> answered = fetch.fetch(context, request, Arrays.asList(wanted));
            answers.complete(List.copyOf(answered.values()));
        });
        return answers;
    }

    private static FetchResponseData answer(PartitionData... partitions) {
        var topic = new FetchableTopicResponse().setTopic(TOPIC);
        topic.partitions().addAll(Arrays.asList(partitions));
        var answer = new FetchResponseData();
        answer.responses().add(topic);
        return answer;
    }

    private static PartitionData records(int partition, ByteBuffer batch) {
        return new PartitionData()
                .setPartitionIndex(partition)
                .setHighWatermark(1)
                .setRecords(new BatchSequence(List.of(batch)));
    }
}
