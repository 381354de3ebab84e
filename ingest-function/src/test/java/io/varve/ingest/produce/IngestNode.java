package io.varve.ingest.produce;

import io.varve.core.CrashPoint;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.ingest.write.FlushRate;
import io.varve.ingest.write.Inlining;
import io.varve.ingest.write.Linger;
import io.varve.ingest.write.UploadListener;
import io.varve.ingest.write.WritePath;
import io.varve.ingest.write.WriteSettings;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.journal.FaultyJournal;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.ObjectStore;
import io.varve.testkit.ManualDoors;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// A node that serves producers, and the requests that they send, without a socket between. Its clock is the test's.
public final class IngestNode implements AutoCloseable {

    public static final short LATEST = 12;
    private static final Tailer.Pace PACE =
            new Tailer.Pace(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1));

    public final ManualDoors time;
    final List<CrashPoint> reached = new CopyOnWriteArrayList<>();
    public final FaultyJournal journal;
    public final Cluster cluster;
    public final Api00Produce produce;
    final ClientConnection connection = new ClientConnection(1, "test", InetSocketAddress.createUnresolved("test", 1));

    private final List<CompletionStage<?>> kept = new CopyOnWriteArrayList<>();
    private int correlationId;

    /// @param rate how many flushes may begin without any wait
    public IngestNode(ObjectStore objects, Journal entries, FlushRate rate) {
        this(objects, entries, rate, CrashPoints.OFF);
    }

    /// @param crashPoints what happens at them, after they have been written down
    IngestNode(ObjectStore objects, Journal entries, FlushRate rate, CrashPoints crashPoints) {
        this(objects, entries, rate, crashPoints, ShardCounts.DEFAULT);
    }

    IngestNode(ObjectStore objects, Journal entries, FlushRate rate, CrashPoints crashPoints, ShardCounts shards) {
        this(objects, entries, rate, crashPoints, shards, 1);
    }

    /// A node beside others, of which each has another number.
    public static IngestNode numbered(int number, ObjectStore objects, Journal entries) {
        return new IngestNode(objects, entries, FlushRate.UNLIMITED, CrashPoints.OFF, ShardCounts.DEFAULT, number);
    }

    private IngestNode(
            ObjectStore objects,
            Journal entries,
            FlushRate rate,
            CrashPoints crashPoints,
            ShardCounts shards,
            long seed) {
        time = new ManualDoors(seed);
        journal = FaultyJournal.over(entries);
        Doors machine = time.doors();
        CrashPoints watched = point -> {
            reached.add(point);
            crashPoints.reach(point);
        };
        var doors = new Doors(machine.clock(), machine.timers(), machine.threads(), machine.entropy(), watched);
        cluster = Cluster.open(
                new Stores(objects, journal, new ClockGuard(doors.clock())),
                new ClusterSettings(shards, PACE, UpkeepSettings.DEFAULT),
                doors);
        var settings = new WriteSettings(
                new Linger(rate, Duration.ZERO, Duration.ofMillis(250), 1 << 20),
                Inlining.UNMETERED,
                WriteSettings.DEFAULT_MAX_UPLOADS);
        produce = new Api00Produce(
                cluster, WritePath.of(cluster, () -> 1, UploadListener.NONE, settings), TransactionOwners.exclusive());
    }

    public Topic createTopic(String name, int partitions, Map<String, String> configs) {
        new TopicOperations(cluster).create(name, partitions, new TreeMap<>(configs));
        return cluster.freshCatalog().topic(name).orElseThrow();
    }

    /// The context of the next request of a client.
    public RequestContext context(ApiKeys api, short version) {
        return context(api, version, connection);
    }

    public RequestContext context(ApiKeys api, short version, ClientConnection connection) {
        return new RequestContext(
                api,
                version,
                correlationId++,
                "test",
                connection,
                new Arrival(time.nanoTime(), Duration.ZERO, kept::add));
    }

    CompletableFuture<Reply> send(short version, ProduceRequestData request) {
        return produce.handle(context(ApiKeys.PRODUCE, version), request).toCompletableFuture();
    }

    /// Produces one batch with acks=all and waits for what is said of it.
    PartitionProduceResponse produce(String topic, int partition, MemoryRecords records) {
        return only(send(LATEST, request(topic, partition, records)).join());
    }

    /// Sends a request and waits for its answer.
    public <Q extends ApiMessage> ApiMessage call(ApiHandler<Q> handler, short version, Q request) {
        return call(handler, version, request, connection);
    }

    public <Q extends ApiMessage> ApiMessage call(
            ApiHandler<Q> handler, short version, Q request, ClientConnection by) {
        Reply reply = handler.handle(context(handler.api(), version, by), request)
                .toCompletableFuture()
                .join();
        return ((Reply.Answer) reply).message();
    }

    /// Completes when the node's budget has back the bytes of all requests so far, which is after their answers.
    CompletableFuture<Void> allBytesReleased() {
        return CompletableFuture.allOf(
                kept.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    public static ProduceRequestData request(String topic, int partition, MemoryRecords records) {
        return request(new TopicProduceData().setName(topic), partition, records);
    }

    private static ProduceRequestData request(TopicProduceData topic, int partition, MemoryRecords records) {
        topic.partitionData().add(new PartitionProduceData().setIndex(partition).setRecords(records));
        var request = new ProduceRequestData().setAcks((short) -1).setTimeoutMs(30_000);
        request.topicData().add(topic);
        return request;
    }

    public static PartitionProduceResponse only(Reply reply) {
        var response = (ProduceResponseData) ((Reply.Answer) reply).message();
        return response.responses().iterator().next().partitionResponses().getFirst();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
