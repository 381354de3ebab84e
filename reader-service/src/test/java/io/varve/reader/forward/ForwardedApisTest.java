package io.varve.reader.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import io.varve.kafka.api.RequestContext.RequestBytes;
import io.varve.kafka.catalog.TopicDefaults;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.cluster.TestNodes;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Tailer;
import io.varve.storage.memory.MemoryObjectStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A reader in zone `a`, and ingest nodes behind real sockets.
class ForwardedApisTest {

    private static final ApiMessage PRODUCER_7 = new InitProducerIdResponseData().setProducerId(7);

    private final Doors doors = SystemDoors.open(CrashPoints.OFF);
    private final Cluster cluster = Cluster.open(
            new Stores(new MemoryObjectStore(doors.clock()), new MemoryJournal(false), new ClockGuard(doors.clock())),
            new ClusterSettings(
                    new ShardCounts(1, 1),
                    new Tailer.Pace(Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofSeconds(1)),
                    UpkeepSettings.DEFAULT),
            doors);
    private final List<IngestDouble> ingestNodes = new ArrayList<>();
    private final ForwardedApis apis;
    private final ClientConnection connection =
            new ClientConnection(1, "test", InetSocketAddress.createUnresolved("client", 1));

    ForwardedApisTest() {
        apis = ForwardedApis.of(
                cluster, TestNodes.announce(cluster, 1, "a", NodeRole.READ), new TopicDefaults(1, true));
    }

    @AfterEach
    void close() {
        apis.close();
        ingestNodes.forEach(IngestDouble::close);
        cluster.close();
    }

    @Test
    void anIngestNodeAnswersInTheClientsVersionAndName() throws IOException {
        var created = new CreateTopicsResponseData();
        created.topics().add(new CreatableTopicResult().setName("orders").setNumPartitions(3));
        IngestDouble ingest = serve(new Reply.Answer(created), "a");
        var request = new CreateTopicsRequestData();
        request.topics().add(new CreatableTopic().setName("orders").setNumPartitions(3));

        assertThat(call(ApiKeys.CREATE_TOPICS, 6, request).join()).isEqualTo(new Reply.Answer(created));

        assertThat(ingest.requests()).containsExactly(request);
        assertThat(ingest.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.version()).isEqualTo((short) 6);
            assertThat(asked.clientId()).isEqualTo("admin");
        });
    }

    @Test
    void anIngestNodeOfTheZoneIsAskedFirstAndAnotherInItsPlace() throws IOException {
        IngestDouble far = serve(new Reply.Answer(PRODUCER_7), "b");
        IngestDouble near = serve(new Reply.Answer(PRODUCER_7), "a");

        initProducerId().join();
        assertThat(near.asked()).hasSize(1);

        near.close();
        assertThat(answerOfPatientClient()).isEqualTo(new Reply.Answer(PRODUCER_7));
        assertThat(far.asked()).hasSize(1);
    }

    /// A request that went into a connection which its node had just closed comes to a time-out, for nobody
    /// knows what became of it; clients try again.
    private Reply answerOfPatientClient() {
        try {
            return initProducerId().join();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(TimeoutException.class);
            return initProducerId().join();
        }
    }

    @Test
    void whereNoIngestNodeIsTheClientIsToldWhatItTriesAgainAfter() {
        assertFailsWith(NotControllerException.class, call(ApiKeys.CREATE_TOPICS, 7, new CreateTopicsRequestData()));
        assertFailsWith(
                NotLeaderOrFollowerException.class, call(ApiKeys.DELETE_RECORDS, 2, new DeleteRecordsRequestData()));
        assertFailsWith(CoordinatorLoadInProgressException.class, initProducerId());
    }

    @Test
    void aChangeOfWhichNothingWasHeardIsNotAskedForTwice() throws IOException {
        IngestDouble near = serve(new Reply.Disconnect("the node dies"), "a");
        IngestDouble far = serve(new Reply.Answer(PRODUCER_7), "b");

        assertFailsWith(TimeoutException.class, initProducerId());

        assertThat(near.asked()).hasSize(1);
        assertThat(far.asked()).isEmpty();
    }

    @Test
    void anIngestNodeCreatesWhatAClientAsksForWithItsOwnDefaults() throws Exception {
        IngestDouble ingest = serve(new Reply.Answer(new CreateTopicsResponseData()), "a");
        var wanted = new MetadataRequestData().setTopics(List.of(new MetadataRequestTopic().setName("orders")));

        call(ApiKeys.METADATA, 13, wanted).join();

        ingest.awaitRequest();
        var created = new CreateTopicsRequestData();
        created.topics()
                .add(new CreatableTopic().setName("orders").setNumPartitions(-1).setReplicationFactor((short) -1));
        assertThat(ingest.requests()).containsExactly(created);
        assertThat(ingest.asked())
                .singleElement()
                .satisfies(asked -> assertThat(asked.api()).isEqualTo(ApiKeys.CREATE_TOPICS));
    }

    @Test
    void aProducerIsToldToLookForTheLeader() {
        assertThatExceptionOfType(NotLeaderOrFollowerException.class)
                .isThrownBy(() -> call(ApiKeys.PRODUCE, 12, new ProduceRequestData()));
    }

    private CompletableFuture<Reply> initProducerId() {
        return call(ApiKeys.INIT_PRODUCER_ID, 4, new InitProducerIdRequestData());
    }

    private CompletableFuture<Reply> call(ApiKeys api, int version, ApiMessage request) {
        var context = new RequestContext(
                api,
                (short) version,
                1,
                "admin",
                connection,
                new Arrival(doors.clock().nanoTime(), Duration.ZERO, RequestBytes.NONE));
        return handler(api).handle(context, request).toCompletableFuture();
    }

    // Each handler takes the message class of its API.
    @SuppressWarnings("unchecked")
    private ApiHandler<ApiMessage> handler(ApiKeys api) {
        return (ApiHandler<ApiMessage>) apis.handlers().stream()
                .filter(handler -> handler.api() == api)
                .findFirst()
                .orElseThrow();
    }

    private static void assertFailsWith(Class<? extends Exception> error, CompletableFuture<Reply> reply) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(reply::join)
                .withCauseExactlyInstanceOf(error);
    }

    private IngestDouble serve(Reply reply, String zone) throws IOException {
        var ingest = new IngestDouble(reply);
        ingestNodes.add(ingest);
        TestNodes.announce(cluster, ingest.port(), zone, NodeRole.INGEST).id();
        return ingest;
    }
}
