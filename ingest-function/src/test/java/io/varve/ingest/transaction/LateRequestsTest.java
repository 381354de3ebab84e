package io.varve.ingest.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.produce.IngestNode;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.Reply;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.CatalogCommand.NodeUp;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.transaction.TransactionState;
import io.varve.metadata.transaction.TransactionalId;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.AddOffsetsToTxnRequestData;
import org.apache.kafka.common.message.AddOffsetsToTxnResponseData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopic;
import org.apache.kafka.common.message.AddPartitionsToTxnRequestData.AddPartitionsToTxnTopicCollection;
import org.apache.kafka.common.message.AddPartitionsToTxnResponseData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Copies of requests that were answered long ago, where all transactions of a producer have one epoch.
@Timeout(60)
class LateRequestsTest {

    private static final String ID = "t";
    private static final String TOPIC = "orders";
    private static final short OLD_INIT = 1;
    private static final short OLD_ADD = 3;
    private static final short OLD_END = 4;
    private static final short OLD_PRODUCE = 11;
    private static final short NEW_END = 5;
    private static final short NEW_PRODUCE = 12;

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final MemoryJournal journal = new MemoryJournal(true);
    private final IngestNode node = IngestNode.numbered(1, objects, journal);
    private final ClientConnection own = connection(10);
    private final ClientConnection other = connection(11);
    private List<ApiHandler<?>> apis = apis(TransactionOwners.exclusive());
    private Topic topic;
    private ProducerIdAndEpoch producer;

    private List<ApiHandler<?>> apis(TransactionOwners owners) {
        return TransactionApis.of(node.cluster, TransactionSettings.DEFAULT, owners);
    }

    private static ClientConnection connection(long id) {
        return new ClientConnection(id, "test", InetSocketAddress.createUnresolved("test", 1));
    }

    @BeforeEach
    void begin() {
        topic = node.createTopic(TOPIC, 2, Map.of());
        producer = init(own);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void anEndByAnotherConnectionDoesNotDecideTheNextTransaction() {
        transaction(0);
        assertThat(add(own)).isEqualTo(Errors.NONE);

        assertThat(end(other, true)).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);

        assertThat(known().state()).isEqualTo(TransactionState.ONGOING);
        assertThat(end(own, false)).isEqualTo(Errors.NONE);
        assertThat(known().state()).isEqualTo(TransactionState.COMPLETE_ABORT);
    }

    /// What the rule is for.
    @Test
    void withoutOwnersItDoes() {
        apis = apis(TransactionOwners.indifferent());
        transaction(0);
        add(own);

        assertThat(end(other, true)).isEqualTo(Errors.NONE);

        assertThat(known().state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
        assertThat(known().number()).isEqualTo(2);
    }

    @Test
    void anAdditionByAnotherConnectionBeginsNoTransaction() {
        transaction(0);

        assertThat(add(other)).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(addOffsets(other)).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);

        assertThat(known().number()).isOne();
        assertThat(known().state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
    }

    @Test
    void aBatchByAnotherConnectionDoesNotEnterTheNextTransaction() {
        add(own);
        assertThat(produce(own, OLD_PRODUCE, 0)).isEqualTo(Errors.NONE);

        assertThat(produce(other, OLD_PRODUCE, 1)).isEqualTo(Errors.NOT_ENOUGH_REPLICAS);
        assertThat(produce(own, OLD_PRODUCE, 1)).isEqualTo(Errors.NONE);

        own.close();
        assertThat(produce(other, OLD_PRODUCE, 2)).isEqualTo(Errors.NONE);
    }

    /// The journal holds back what the first connection has asked for when it closes.
    @Test
    void theNextConnectionWaitsForWhatAClosedOneHasLeft() {
        add(own);
        node.journal.next(Fault.REFUSED, Fault.REFUSED);
        CompletableFuture<Reply> left = sendEnd(own);
        own.close();

        assertThat(end(other, false)).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(known().state()).isEqualTo(TransactionState.ONGOING);

        awaitWithTime(left);
        assertThat(known().state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
        assertThat(end(other, true)).isEqualTo(Errors.NONE);
        assertThat(add(other)).isEqualTo(Errors.NONE);
        assertThat(known().number()).isEqualTo(2);
    }

    /// It was asked when the one before was open, and got no further until another node had gone on with the next.
    @Test
    void anEndThatANodeHasHadInItsHandsDoesNotDecideTheNextTransaction() {
        add(own);
        node.journal.next(Fault.REFUSED, Fault.REFUSED);
        CompletableFuture<Reply> late = sendEnd(own);
        try (var next = IngestNode.numbered(2, objects, journal)) {
            next.cluster.transactions().end(ID, producer, true, false);
            next.cluster.transactions().add(ID, producer, false, Map.of(topic, Set.of(0)));

            awaitWithTime(late);
        }

        assertThat(error(late)).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(known().number()).isEqualTo(2);
        assertThat(known().state()).isEqualTo(TransactionState.ONGOING);
        CompletableFuture<Reply> again = sendEnd(own);
        awaitWithTime(again);
        assertThat(error(again)).isEqualTo(Errors.NONE);
    }

    @Test
    void whoTakesTheIdOverNeedNotWaitAndWhoHadItIsFenced() {
        add(own);
        assertThat(known().state()).isEqualTo(TransactionState.ONGOING);
        ProducerIdAndEpoch former = producer;

        producer = init(other);

        assertThat(add(other)).isEqualTo(Errors.NONE);
        ProducerIdAndEpoch present = producer;
        producer = former;
        assertThat(add(own)).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(end(own, true)).isEqualTo(Errors.PRODUCER_FENCED);
        assertThat(produce(own, OLD_PRODUCE, 0)).isEqualTo(Errors.INVALID_PRODUCER_EPOCH);
        producer = present;
        assertThat(end(other, true)).isEqualTo(Errors.NONE);
    }

    /// Their epochs say which transaction they are about.
    @Test
    void clientsOfKip890MayComeByAnyConnection() {
        assertThat(produce(own, NEW_PRODUCE, 0)).isEqualTo(Errors.NONE);
        assertThat(produce(other, NEW_PRODUCE, 1)).isEqualTo(Errors.NONE);
        EndTxnResponseData ended = endByKip890(connection(12));
        assertThat(ended.errorCode()).isZero();

        assertThat(endByKip890(connection(13)).errorCode()).isZero();
        producer = new ProducerIdAndEpoch(ended.producerId(), ended.producerEpoch());
        assertThat(produce(connection(14), NEW_PRODUCE, 0)).isEqualTo(Errors.NONE);
    }

    @Test
    void anIdempotentProducerMayComeByAnyConnection() {
        InitProducerIdResponseData idempotent = call(
                ApiKeys.INIT_PRODUCER_ID,
                OLD_INIT,
                new InitProducerIdRequestData().setTransactionalId(null),
                own,
                InitProducerIdResponseData.class);
        producer = new ProducerIdAndEpoch(idempotent.producerId(), idempotent.producerEpoch());

        assertThat(produce(own, OLD_PRODUCE, 0, false)).isEqualTo(Errors.NONE);
        assertThat(produce(other, OLD_PRODUCE, 1, false)).isEqualTo(Errors.NONE);
    }

    @Test
    void aNodeThatIsNotTheCoordinatorSendsClientsOn() {
        var elsewhere = new NodeAddress("elsewhere", 1, 0);
        node.cluster
                .meta()
                .proposeAndWait(new NodeUp(
                        elsewhere, node.cluster.doors().entropy().nextId(), List.of(NodeRole.INGEST), "", 1));

        assertThat(add(own)).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(addOffsets(own)).isEqualTo(Errors.NOT_COORDINATOR);
        assertThat(end(own, true)).isEqualTo(Errors.NOT_COORDINATOR);
    }

    /// Time must not pass faster than threads get on: a node whose clock is far from that of its stores does
    /// nothing.
    private void awaitWithTime(CompletableFuture<?> done) {
        while (!done.isDone()) {
            node.time.advance(Duration.ofMillis(100));
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, 10, TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private void transaction(int sequence) {
        assertThat(add(own)).isEqualTo(Errors.NONE);
        assertThat(produce(own, OLD_PRODUCE, sequence)).isEqualTo(Errors.NONE);
        assertThat(end(own, true)).isEqualTo(Errors.NONE);
    }

    private TransactionalId known() {
        return node.cluster.transactions().find(ID).orElseThrow();
    }

    /// Retried while the transaction is aborted that was open.
    private ProducerIdAndEpoch init(ClientConnection by) {
        var request = new InitProducerIdRequestData().setTransactionalId(ID).setTransactionTimeoutMs(60_000);
        while (true) {
            InitProducerIdResponseData response =
                    call(ApiKeys.INIT_PRODUCER_ID, OLD_INIT, request, by, InitProducerIdResponseData.class);
            if (response.errorCode() != Errors.CONCURRENT_TRANSACTIONS.code()) {
                return new ProducerIdAndEpoch(response.producerId(), response.producerEpoch());
            }
        }
    }

    private Errors add(ClientConnection by) {
        var topics = new AddPartitionsToTxnTopicCollection();
        topics.add(new AddPartitionsToTxnTopic().setName(TOPIC).setPartitions(List.of(0)));
        var request = new AddPartitionsToTxnRequestData()
                .setV3AndBelowTransactionalId(ID)
                .setV3AndBelowProducerId(producer.producerId())
                .setV3AndBelowProducerEpoch(producer.epoch())
                .setV3AndBelowTopics(topics);
        AddPartitionsToTxnResponseData response =
                call(ApiKeys.ADD_PARTITIONS_TO_TXN, OLD_ADD, request, by, AddPartitionsToTxnResponseData.class);
        return Errors.forCode(response.resultsByTopicV3AndBelow()
                .iterator()
                .next()
                .resultsByPartition()
                .iterator()
                .next()
                .partitionErrorCode());
    }

    private Errors addOffsets(ClientConnection by) {
        var request = new AddOffsetsToTxnRequestData()
                .setTransactionalId(ID)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setGroupId("g");
        AddOffsetsToTxnResponseData response =
                call(ApiKeys.ADD_OFFSETS_TO_TXN, OLD_ADD, request, by, AddOffsetsToTxnResponseData.class);
        return Errors.forCode(response.errorCode());
    }

    private EndTxnRequestData endRequest(boolean commit) {
        return new EndTxnRequestData()
                .setTransactionalId(ID)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setCommitted(commit);
    }

    private Errors end(ClientConnection by, boolean commit) {
        EndTxnResponseData response = call(ApiKeys.END_TXN, OLD_END, endRequest(commit), by, EndTxnResponseData.class);
        return Errors.forCode(response.errorCode());
    }

    @SuppressWarnings("unchecked") // each API is there once, with its request
    private CompletableFuture<Reply> sendEnd(ClientConnection by) {
        return ((ApiHandler<EndTxnRequestData>) handler(ApiKeys.END_TXN))
                .handle(node.context(ApiKeys.END_TXN, OLD_END, by), endRequest(true))
                .toCompletableFuture();
    }

    private static Errors error(CompletableFuture<Reply> end) {
        var answer = (EndTxnResponseData) ((Reply.Answer) end.join()).message();
        return Errors.forCode(answer.errorCode());
    }

    private EndTxnResponseData endByKip890(ClientConnection by) {
        return call(ApiKeys.END_TXN, NEW_END, endRequest(true), by, EndTxnResponseData.class);
    }

    private Errors produce(ClientConnection by, short version, int sequence) {
        return produce(by, version, sequence, true);
    }

    private Errors produce(ClientConnection by, short version, int sequence, boolean transactional) {
        var record = new SimpleRecord(1_000, null, new byte[] {1});
        MemoryRecords records = transactional
                ? MemoryRecords.withTransactionalRecords(
                        Compression.NONE, producer.producerId(), producer.epoch(), sequence, record)
                : MemoryRecords.withIdempotentRecords(
                        Compression.NONE, producer.producerId(), producer.epoch(), sequence, record);
        var request = IngestNode.request(TOPIC, 0, records).setTransactionalId(transactional ? ID : null);
        Reply reply = node.produce
                .handle(node.context(ApiKeys.PRODUCE, version, by), request)
                .toCompletableFuture()
                .join();
        return Errors.forCode(IngestNode.only(reply).errorCode());
    }

    @SuppressWarnings("unchecked") // each API is there once, with its request and its answer
    private <Q extends ApiMessage, A extends ApiMessage> A call(
            ApiKeys api, short version, Q request, ClientConnection by, Class<A> answer) {
        return answer.cast(node.call((ApiHandler<Q>) handler(api), version, request, by));
    }

    private ApiHandler<?> handler(ApiKeys api) {
        return apis.stream().filter(handler -> handler.api() == api).findFirst().orElseThrow();
    }
}
