package io.varve.groups.coordinator;

import static io.varve.groups.GroupCalls.context;
import static io.varve.groups.GroupCalls.good;
import static io.varve.groups.GroupCalls.join;
import static io.varve.groups.GroupCalls.whenLoaded;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.varve.groups.GroupNode;
import io.varve.groups.GroupSettings;
import io.varve.kafka.api.Uuids;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.transaction.TransactionState;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestPartition;
import org.apache.kafka.common.message.TxnOffsetCommitRequestData.TxnOffsetCommitRequestTopic;
import org.apache.kafka.common.message.TxnOffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Offsets that are committed within transactions, by a coordinator and by the one that takes its place.
@Timeout(60)
class TransactionOffsetsTest {

    private static final int SHARDS = 4;
    private static final int TIMEOUT_MS = 60_000;
    private static final String ID = "t";
    private static final String GROUP = "g";
    private static final String TOPIC = "orders";
    private static final short OLD = 3;
    private static final short KIP_890 = 5;

    private final MemoryJournal entries = new MemoryJournal(true);
    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final GroupNode one = new GroupNode(objects, entries, 1, SHARDS);
    private final Coordination groups = coordination(one);

    private static Coordination coordination(GroupNode node) {
        return new Coordination(node.cluster, GroupSettings.DEFAULT, new SimpleMeterRegistry());
    }

    @BeforeEach
    void begin() {
        new TopicOperations(one.cluster).create(TOPIC, 3, new TreeMap<>());
    }

    @AfterEach
    void close() {
        groups.close();
        one.close();
    }

    @ParameterizedTest
    @ValueSource(shorts = {OLD, KIP_890})
    void offsetsCountOnceTheTransactionIsCommitted(short version) {
        commit(3);
        ProducerIdAndEpoch producer = init();
        assertThat(commitWithin(producer, version, 7)).isEqualTo(Errors.NONE);

        assertThat(offset(groups)).isEqualTo(3);
        assertThat(stable(groups).errorCode()).isEqualTo(Errors.UNSTABLE_OFFSET_COMMIT.code());
        end(producer, version, true);

        assertThat(offset(groups)).isEqualTo(7);
        assertThat(stable(groups).committedOffset()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(shorts = {OLD, KIP_890})
    void offsetsOfAnAbortedTransactionAreNone(short version) {
        commit(3);
        ProducerIdAndEpoch producer = init();
        commitWithin(producer, version, 7);

        end(producer, version, false);

        assertThat(offset(groups)).isEqualTo(3);
        assertThat(stable(groups).committedOffset()).isEqualTo(3);
    }

    @Test
    void whoHasNotSaidThatItCommitsOffsetsOfTheGroupIsRefused() {
        commit(3);
        ProducerIdAndEpoch producer = init();
        long before = entriesOfTheShard();

        assertThat(send(groups, producer, OLD, GROUP, 7)).isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(send(groups, new ProducerIdAndEpoch(99, (short) 0), OLD, GROUP, 7))
                .isEqualTo(Errors.INVALID_PRODUCER_ID_MAPPING);
        assertThat(send(groups, new ProducerIdAndEpoch(producer.producerId(), (short) 9), KIP_890, GROUP, 7))
                .isEqualTo(Errors.INVALID_PRODUCER_EPOCH);

        assertThat(entriesOfTheShard()).isEqualTo(before);
        assertThat(stable(groups).committedOffset()).isEqualTo(3);
    }

    @Test
    void oneTransactionCommitsOffsetsOfGroupsInSeveralShards() {
        List<String> ids = IntStream.range(0, 100)
                .mapToObj(i -> "group-" + i)
                .filter(id -> groups.shardOf(id) != groups.shardOf("group-0"))
                .limit(2)
                .toList();
        ProducerIdAndEpoch producer = init();
        for (String id : List.of("group-0", ids.get(0), ids.get(1))) {
            Errors error = whenLoaded(() -> sent(groups, producer, KIP_890, id, 7));
            assertThat(error).isEqualTo(Errors.NONE);
        }

        end(producer, KIP_890, true);

        for (String id : List.of("group-0", ids.get(0), ids.get(1))) {
            assertThat(fetch(groups, id, true).committedOffset()).isEqualTo(7);
        }
    }

    @Test
    void theEndIsNotToldBeforeItIsDurable() throws Exception {
        ProducerIdAndEpoch producer = init();
        commitWithin(producer, OLD, 7);
        int before = one.journal.appends();
        one.journal.next(Fault.NONE, Fault.REFUSED, Fault.REFUSED);

        one.cluster.transactions().end(ID, producer, true, false);

        await(() -> one.journal.appends() >= before + 2);
        assertThat(state(one)).isEqualTo(TransactionState.PREPARE_COMMIT);
        assertThat(one.cluster.transactions().addGroupShard(ID, producer, false, 0))
                .isInstanceOf(Outcome.Refused.class);
        awaitWith(one, () -> state(one) == TransactionState.COMPLETE_COMMIT);
        assertThat(offset(groups)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoTakesTheShardOverEndsWhatWasBegun(boolean commit) throws Exception {
        commit(3);
        ProducerIdAndEpoch producer = init();
        commitWithin(producer, OLD, 7);
        try (var third = new GroupNode(objects, entries, 3, SHARDS);
                var ofThird = coordination(third)) {
            third.declareDown(one);
            assertThat(offset(ofThird)).isEqualTo(3);
            assertThat(stable(ofThird).errorCode()).isEqualTo(Errors.UNSTABLE_OFFSET_COMMIT.code());

            third.cluster.transactions().end(ID, producer, commit, false);
            awaitWith(third, () -> state(third).settled());

            assertThat(stable(ofThird).committedOffset()).isEqualTo(commit ? 7 : 3);
        }
    }

    /// Its coordinator never hears of the decision.
    @Test
    void aShardWhoseCoordinatorHasGoneIsTakenOverForTheEndOfATransaction() throws Exception {
        commit(3);
        ProducerIdAndEpoch producer = init();
        commitWithin(producer, KIP_890, 7);
        try (var third = new GroupNode(objects, entries, 3, SHARDS);
                var ofThird = coordination(third)) {
            third.cluster.transactions().end(ID, producer, true, true);
            third.declareDown(one);
            assertThat(state(third)).isEqualTo(TransactionState.PREPARE_COMMIT);

            awaitWith(third, () -> state(third) == TransactionState.COMPLETE_COMMIT);
            assertThat(stable(ofThird).committedOffset()).isEqualTo(7);

            // What the former one still says changes nothing.
            one.time.advance(Duration.ofSeconds(2));
            assertThat(stable(ofThird).committedOffset()).isEqualTo(7);
        }
    }

    /// A coordinator that loads the shard has to come to the same as the one that has seen it all.
    @Test
    void anOffsetThatIsDeletedMeanwhileIsNotCommitted() {
        commit(3);
        ProducerIdAndEpoch producer = init();
        commitWithin(producer, OLD, 7);
        delete();

        end(producer, OLD, true);

        assertThat(stable(groups).committedOffset()).isEqualTo(-1);
        assertThat(offsetOfTheNext()).isEqualTo(-1);
    }

    /// What is durable already needs no write, but an offset that is pending may change that.
    @Test
    void aCommitThatIsRepeatedWhileAnotherIsPendingIsTheLaterOne() {
        commit(3);
        ProducerIdAndEpoch producer = init();
        commitWithin(producer, OLD, 7);
        long before = entriesOfTheShard();
        commit(3);
        assertThat(entriesOfTheShard()).isEqualTo(before + 1);

        end(producer, OLD, true);

        assertThat(stable(groups).committedOffset()).isEqualTo(3);
        assertThat(offsetOfTheNext()).isEqualTo(3);
    }

    /// What a coordinator says that has to load the shard.
    private long offsetOfTheNext() {
        try (var third = new GroupNode(objects, entries, 3, SHARDS);
                var ofThird = coordination(third)) {
            third.declareDown(one);
            return stable(ofThird).committedOffset();
        }
    }

    private ProducerIdAndEpoch init() {
        Outcome outcome = one.cluster.transactions().init(ID, TIMEOUT_MS, Optional.empty());
        return ((Outcome.Producer) outcome).producer();
    }

    private Errors commitWithin(ProducerIdAndEpoch producer, short version, long offset) {
        if (version == OLD) {
            one.cluster.transactions().addGroupShard(ID, producer, false, groups.shardOf(GROUP));
        }
        return whenLoaded(() -> sent(groups, producer, version, GROUP, offset));
    }

    private static Errors send(Coordination to, ProducerIdAndEpoch producer, short version, String group, long offset) {
        return join(sent(to, producer, version, group, offset));
    }

    private static CompletionStage<Errors> sent(
            Coordination to, ProducerIdAndEpoch producer, short version, String group, long offset) {
        var topic = new TxnOffsetCommitRequestTopic()
                .setName(TOPIC)
                .setPartitions(List.of(new TxnOffsetCommitRequestPartition()
                        .setPartitionIndex(0)
                        .setCommittedOffset(offset)
                        .setCommittedMetadata("")));
        var request = new TxnOffsetCommitRequestData()
                .setTransactionalId(ID)
                .setGroupId(group)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setTopics(List.of(topic));
        return to.commitInTransaction(context(ApiKeys.TXN_OFFSET_COMMIT, version), request)
                .thenApply(TransactionOffsetsTest::error);
    }

    private static Errors error(TxnOffsetCommitResponseData answer) {
        return Errors.forCode(answer.topics().getFirst().partitions().getFirst().errorCode());
    }

    private void end(ProducerIdAndEpoch producer, short version, boolean commit) {
        Outcome outcome = one.cluster.transactions().end(ID, producer, commit, version == KIP_890);
        assertThat(outcome).isInstanceOf(Outcome.Producer.class);
        await(() -> state(one).settled());
    }

    private static TransactionState state(GroupNode node) {
        return node.cluster.transactions().find(ID).orElseThrow().state();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /// Time must not pass faster than threads get on: a node whose clock is far from that of its stores does
    /// nothing.
    private static void awaitWith(GroupNode node, BooleanSupplier condition) throws Exception {
        while (!condition.getAsBoolean()) {
            node.time.advance(Duration.ofMillis(100));
            passALittle();
        }
    }

    private static void passALittle() throws Exception {
        try {
            new CompletableFuture<Void>().get(10, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // That is what it is for.
        }
    }

    private void commit(long offset) {
        var topic = new OffsetCommitRequestTopic()
                .setName(TOPIC)
                .setTopicId(Uuids.of(
                        one.cluster.freshCatalog().topic(TOPIC).orElseThrow().id()))
                .setPartitions(List.of(new OffsetCommitRequestPartition()
                        .setPartitionIndex(0)
                        .setCommittedOffset(offset)
                        .setCommittedMetadata("")));
        var request = new OffsetCommitRequestData().setGroupId(GROUP).setTopics(List.of(topic));
        Errors error = whenLoaded(() ->
                groups.commit(context(ApiKeys.OFFSET_COMMIT, 9), request).thenApply(TransactionOffsetsTest::error));
        assertThat(error).isEqualTo(Errors.NONE);
    }

    private static Errors error(OffsetCommitResponseData answer) {
        return Errors.forCode(answer.topics().getFirst().partitions().getFirst().errorCode());
    }

    private void delete() {
        var topics = new OffsetDeleteRequestTopicCollection();
        topics.add(new OffsetDeleteRequestTopic()
                .setName(TOPIC)
                .setPartitions(List.of(new OffsetDeleteRequestPartition().setPartitionIndex(0))));
        var request = new OffsetDeleteRequestData().setGroupId(GROUP).setTopics(topics);
        assertThat(join(groups.deleteOffsets(context(ApiKeys.OFFSET_DELETE, 0), request))
                        .topics()
                        .iterator()
                        .next()
                        .partitions()
                        .iterator()
                        .next()
                        .errorCode())
                .isEqualTo(Errors.NONE.code());
    }

    private static long offset(Coordination of) {
        return fetch(of, GROUP, false).committedOffset();
    }

    private static OffsetFetchResponsePartitions stable(Coordination of) {
        return fetch(of, GROUP, true);
    }

    /// @param requireStable whether an offset that is pending is an error
    private static OffsetFetchResponsePartitions fetch(Coordination of, String group, boolean requireStable) {
        var wanted = new OffsetFetchRequestGroup()
                .setGroupId(group)
                .setTopics(List.of(new OffsetFetchRequestTopics().setName(TOPIC).setPartitionIndexes(List.of(0))));
        return whenLoaded(() -> of.committed(context(ApiKeys.OFFSET_FETCH, 9), wanted, requireStable)
                .thenApply(answer -> good(answer.errorCode(), answer)
                        .topics()
                        .getFirst()
                        .partitions()
                        .getFirst()));
    }

    private long entriesOfTheShard() {
        ShardId shard = ShardId.group(groups.shardOf(GROUP));
        return entries.read(shard, 0, Integer.MAX_VALUE).entries().size();
    }
}
