package io.varve.ingest.produce;

import static io.varve.ingest.produce.IngestNode.LATEST;
import static io.varve.ingest.produce.IngestNode.only;
import static io.varve.ingest.produce.IngestNode.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.varve.core.CrashPoint;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.ingest.write.FlushRate;
import io.varve.kafka.api.Reply;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.CatalogCommand.CreateTopic;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class Api00ProduceTest {

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final MemoryJournal journal = new MemoryJournal(true);
    private IngestNode node = new IngestNode(objects, journal, FlushRate.UNLIMITED);

    @BeforeEach
    void createTopic() {
        node.createTopic("flights", 2, Map.of());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aBatchGetsTheOffsetAfterTheOneBefore() {
        PartitionProduceResponse first = node.produce("flights", 0, Records.of("a", "b", "c"));
        PartitionProduceResponse second = node.produce("flights", 0, Records.of("d"));

        assertThat(first.errorCode()).isZero();
        assertThat(first.baseOffset()).isZero();
        assertThat(first.logStartOffset()).isZero();
        assertThat(first.logAppendTimeMs()).isEqualTo(-1);
        assertThat(second.baseOffset()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(shorts = {1, -1})
    void whateverAcksAsksForTheBatchIsDurableBeforeItIsAcknowledged(short acks) {
        ProduceRequestData request = request("flights", 0, Records.of("a")).setAcks(acks);

        assertThat(only(node.send(LATEST, request).join()).baseOffset()).isZero();
        assertThat(highWatermark("flights", 0)).isEqualTo(1);
    }

    @Test
    void withoutAcksThereIsNoAnswer() {
        ProduceRequestData request = request("flights", 0, Records.of("a")).setAcks((short) 0);

        assertThat(node.send(LATEST, request).join()).isInstanceOf(Reply.Silence.class);
        assertThat(highWatermark("flights", 0)).isEqualTo(1);
    }

    @Test
    void withoutAcksARefusedBatchEndsTheConnection() {
        ProduceRequestData request = request("unknown", 0, Records.of("a")).setAcks((short) 0);

        assertThat(node.send(LATEST, request).join())
                .isInstanceOfSatisfying(
                        Reply.Disconnect.class,
                        disconnect -> assertThat(disconnect.reason())
                                .contains("UNKNOWN_TOPIC_OR_PARTITION", "topic=unknown"));
    }

    @Test
    void otherAcksAreRefused() {
        ProduceRequestData request = request("flights", 0, Records.of("a")).setAcks((short) 2);

        assertThat(error(only(node.send(LATEST, request).join()))).isEqualTo(Errors.INVALID_REQUIRED_ACKS);
        assertThat(highWatermark("flights", 0)).isZero();
    }

    @Test
    void aTopicThatNoNodeKnowsIsUnknownAndSoIsAPartition() {
        assertThat(error(node.produce("unknown", 0, Records.of("a")))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(error(node.produce("flights", 2, Records.of("a")))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(error(node.produce("flights", -1, Records.of("a")))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void aTopicThatAnotherNodeHasJustCreatedIsFound() {
        try (var other = new IngestNode(objects, journal, FlushRate.UNLIMITED)) {
            other.createTopic("new", 1, Map.of());
        }

        assertThat(error(node.produce("new", 0, Records.of("a")))).isEqualTo(Errors.NONE);
    }

    @Test
    void aTopicWhoseCreationWasInterruptedIsFinishedByTheFirstProducer() {
        var id = new TopicId(1, 2);
        node.cluster.meta().proposeAndWait(new CreateTopic("half", id, 1, ShardId.data(0), new TreeMap<>()));

        assertThat(error(node.produce("half", 0, Records.of("a")))).isEqualTo(Errors.NONE);
        assertThat(node.cluster.catalog().topic("half").orElseThrow().settled()).isTrue();
    }

    @Test
    void requestsBehindOneThatLooksForItsTopicStayBehindIt() {
        try (var other = new IngestNode(objects, journal, FlushRate.UNLIMITED)) {
            other.createTopic("new", 1, Map.of());
        }
        CompletableFuture<Reply> first = node.send(LATEST, request("new", 0, Records.of("a")));
        CompletableFuture<Reply> second = node.send(LATEST, request("new", 0, Records.of("b", "c")));
        CompletableFuture<Reply> third = node.send(LATEST, request("new", 0, Records.of("d")));

        assertThat(only(first.join()).baseOffset()).isZero();
        assertThat(only(second.join()).baseOffset()).isEqualTo(1);
        assertThat(only(third.join()).baseOffset()).isEqualTo(3);
    }

    @Test
    void aCatalogThatCannotBeReadSaysNothingOfATopic() {
        node.journal.nextReads(Fault.REFUSED);

        CompletableFuture<Reply> reply = node.send(LATEST, request("unknown", 0, Records.of("a")));

        assertThat(error(only(reply.join()))).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
    }

    @Test
    void whatAProducerSentBehindARefusedBatchIsRefusedToo() {
        try (var other = new IngestNode(objects, journal, FlushRate.UNLIMITED)) {
            other.createTopic("new", 1, Map.of());
        }
        MemoryRecords first = Records.idempotent(9, 0, "a");
        MemoryRecords second = Records.idempotent(9, 1, "b");
        node.journal.nextReads(Fault.REFUSED);

        CompletableFuture<Reply> refused = node.send(LATEST, request("new", 0, first));
        CompletableFuture<Reply> behind = node.send(LATEST, request("new", 0, second));

        assertThat(error(only(refused.join()))).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(error(only(behind.join()))).isEqualTo(Errors.KAFKA_STORAGE_ERROR);
        assertThat(node.produce("new", 0, first).baseOffset()).isZero();
        assertThat(node.produce("new", 0, second).baseOffset()).isEqualTo(1);
    }

    @Test
    void partitionsOfOneRequestAreAnsweredForThemselves() {
        var topic = new TopicProduceData().setName("flights");
        topic.partitionData().add(new PartitionProduceData().setIndex(1).setRecords(Records.of("a")));
        topic.partitionData().add(new PartitionProduceData().setIndex(7).setRecords(Records.of("b")));
        topic.partitionData().add(new PartitionProduceData().setIndex(0).setRecords(damaged()));
        var request = new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1_000);
        request.topicData().add(topic);

        var response =
                (ProduceResponseData) ((Reply.Answer) node.send(LATEST, request).join()).message();

        assertThat(response.responses().find("flights", Uuid.ZERO_UUID).partitionResponses())
                .extracting(PartitionProduceResponse::index, Api00ProduceTest::error)
                .containsExactly(
                        tuple(1, Errors.NONE),
                        tuple(7, Errors.UNKNOWN_TOPIC_OR_PARTITION),
                        tuple(0, Errors.CORRUPT_MESSAGE));
    }

    @Test
    void aDuplicateIsAnsweredAsTheOriginal() {
        node.produce("flights", 0, Records.of("a"));
        node.produce("flights", 0, Records.idempotent(9, 0, "b"));

        PartitionProduceResponse again = node.produce("flights", 0, Records.idempotent(9, 0, "b"));

        assertThat(error(again)).isEqualTo(Errors.NONE);
        assertThat(again.baseOffset()).isEqualTo(1);
        assertThat(highWatermark("flights", 0)).isEqualTo(2);
    }

    @Test
    void aGapInTheSequenceIsToldAfterItsPredecessorsHadTheirTime() {
        node.produce("flights", 0, Records.idempotent(9, 0, "a"));
        ProduceRequestData request =
                request("flights", 0, Records.idempotent(9, 5, "b")).setTimeoutMs(Integer.MAX_VALUE);
        CompletableFuture<Reply> ahead = node.send(LATEST, request);

        while (!ahead.isDone()) {
            node.time.advance(Duration.ofMillis(10));
            Thread.onSpinWait();
        }

        assertThat(error(only(ahead.join()))).isEqualTo(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void aBatchOfATransactionNeedsATransactionalId() {
        assertThat(error(node.produce("flights", 0, Records.transactional(9, "a"))))
                .isEqualTo(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    }

    @Test
    void aBatchBeyondTheTopicsLimitIsTooLarge() {
        node.createTopic("small", 1, Map.of("max.message.bytes", "100"));

        assertThat(error(node.produce("small", 0, Records.of("x".repeat(100))))).isEqualTo(Errors.MESSAGE_TOO_LARGE);
    }

    @Test
    void aRecordWithoutAKeyIsRefusedWhereKeysDecide() {
        node.createTopic("latest", 1, Map.of("cleanup.policy", "compact"));

        PartitionProduceResponse refused = node.produce("latest", 0, Records.withoutKey("a"));

        assertThat(error(refused)).isEqualTo(Errors.INVALID_RECORD);
        assertThat(refused.recordErrors()).singleElement().satisfies(record -> {
            assertThat(record.batchIndex()).isZero();
            assertThat(record.batchIndexErrorMessage()).contains("key");
        });
    }

    @Test
    void aTopicMayGiveRecordsTheTimeOfTheirAppend() {
        node.createTopic("timed", 1, Map.of("message.timestamp.type", "LogAppendTime"));

        PartitionProduceResponse written = node.produce("timed", 0, Records.of("a"));

        assertThat(written.logAppendTimeMs()).isEqualTo(node.time.wallMs());
        assertThat(error(node.produce("timed", 0, damaged()))).isEqualTo(Errors.CORRUPT_MESSAGE);
    }

    @Test
    void aRequestWhoseTimeIsUpIsToldThatNobodyKnows() {
        reopen(new FlushRate(1, 1));
        node.produce("flights", 0, Records.of("a"));

        CompletableFuture<Reply> reply =
                node.send(LATEST, request("flights", 0, Records.of("b")).setTimeoutMs(100));
        node.time.advance(Duration.ofMillis(100));

        assertThat(error(only(reply.join()))).isEqualTo(Errors.REQUEST_TIMED_OUT);
    }

    @Test
    void theTimeOfARequestIsCountedWhileItWaitsForItsTopic() {
        node.cluster
                .meta()
                .proposeAndWait(new CreateTopic("half", new TopicId(1, 2), 1, ShardId.data(0), new TreeMap<>()));
        // Whether the shard has opened the topic stays unknown until time passes.
        node.journal.next(Fault.REFUSED).nextReads(Fault.NONE, Fault.REFUSED, Fault.REFUSED, Fault.REFUSED);

        CompletableFuture<Reply> reply =
                node.send(LATEST, request("half", 0, Records.of("a")).setTimeoutMs(2));
        node.time.advance(Duration.ofMillis(2));

        assertThat(reply.handle((answer, error) -> error).join()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void aTopicThatHasBoughtLatencyDoesNotWaitForTheNodesBudget() {
        reopen(new FlushRate(1, 1));
        node.createTopic("urgent", 1, Map.of("varve.flushes.per.second", "10"));
        node.produce("flights", 0, Records.of("a"));

        for (int i = 0; i < 10; i++) {
            assertThat(node.produce("urgent", 0, Records.of("b")).baseOffset()).isEqualTo(i);
        }
        CompletableFuture<Reply> eleventh = node.send(LATEST, request("urgent", 0, Records.of("c")));
        assertThat(eleventh).isNotDone();
        node.time.advance(Duration.ofMillis(100));
        assertThat(only(eleventh.join()).baseOffset()).isEqualTo(10);
    }

    @Test
    void aNodeWithAWrongClockSendsProducersToAnotherWithoutJudgingTheirTimestamps() {
        long storeMs = node.time.wallMs() + Duration.ofDays(1).toMillis();
        MemoryRecords now = MemoryRecords.withRecords(Compression.NONE, Records.record(storeMs, "key", "a"));
        assertThat(node.produce("flights", 0, now).errorCode()).isEqualTo(Errors.INVALID_TIMESTAMP.code());

        node.cluster.stores().clockGuard().observed(storeMs);

        PartitionProduceResponse answer = node.produce("flights", 0, now);
        assertThat(answer.errorCode()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
        assertThat(answer.errorMessage()).contains("clock is 24 hours behind");
    }

    @Test
    void crashPointsAreReachedAroundTheAcknowledgement() {
        node.reached.clear();

        node.produce("flights", 0, Records.of("a"));

        assertThat(node.reached)
                .containsSubsequence(
                        CrashPoint.BEFORE_APPEND,
                        CrashPoint.AFTER_APPEND,
                        CrashPoint.BEFORE_APPLY,
                        CrashPoint.AFTER_APPLY,
                        CrashPoint.BEFORE_ACKNOWLEDGE);
    }

    @Test
    @Timeout(60)
    void theBytesOfARequestAreGivenBackWhenItIsDone() {
        node.produce("flights", 0, Records.of("a"));
        node.produce("unknown", 0, Records.of("a"));

        node.allBytesReleased().join();
    }

    private void reopen(FlushRate rate) {
        node.close();
        node = new IngestNode(objects, journal, rate);
    }

    private long highWatermark(String name, int partition) {
        Topic topic = node.cluster.catalog().topic(name).orElseThrow();
        return node.cluster
                .shardOf(topic)
                .replica()
                .query(state -> state.bounds(new TopicIdPartition(topic.id(), partition)))
                .orElseThrow()
                .highWatermark();
    }

    private static MemoryRecords damaged() {
        MemoryRecords records = Records.of("a");
        int last = records.buffer().limit() - 1;
        records.buffer().put(last, (byte) (records.buffer().get(last) ^ 1));
        return records;
    }

    private static Errors error(PartitionProduceResponse response) {
        return Errors.forCode(response.errorCode());
    }
}
