package io.varve.groups.api;

import static io.varve.groups.GroupCalls.connection;
import static io.varve.groups.GroupCalls.context;
import static io.varve.groups.GroupCalls.whenLoaded;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.varve.groups.GroupCalls;
import io.varve.groups.GroupNode;
import io.varve.groups.GroupSettings;
import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.Reply;
import io.varve.kafka.route.Coordinators;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.state.Outcome;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
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

@Timeout(60)
class Api28TxnOffsetCommitTest {

    private static final String ID = "t";
    private static final String GROUP = "g";
    private static final String TOPIC = "orders";
    private static final short IMPATIENT = 1;
    private static final short OLD = 4;
    private static final short KIP_890 = 5;

    private final GroupNode node = new GroupNode(new MemoryObjectStore(new ManualDoors()), new MemoryJournal(true), 1);
    private final Coordination groups =
            new Coordination(node.cluster, GroupSettings.DEFAULT, new SimpleMeterRegistry());
    private final Api28TxnOffsetCommit handler =
            new Api28TxnOffsetCommit(groups, new KnownPartitions(node.cluster), TransactionOwners.exclusive());
    private final ClientConnection own = connection(1);
    private final ClientConnection other = connection(2);
    private ProducerIdAndEpoch producer;

    @BeforeEach
    void begin() {
        new TopicOperations(node.cluster).create(TOPIC, 1, new TreeMap<>());
        Outcome begun = node.cluster.transactions().init(ID, 60_000, Optional.empty());
        producer = ((Outcome.Producer) begun).producer();
        int shard = Coordinators.of(node.cluster.catalog()).shardOf(GROUP);
        node.cluster.transactions().addGroupShard(ID, producer, false, shard);
    }

    @AfterEach
    void close() {
        groups.close();
        node.close();
    }

    @Test
    void offsetsByAnotherConnectionAreRefusedWhileTheProducersOwnIsOpen() {
        assertThat(whenLoaded(() -> commit(own, OLD))).isEqualTo(Errors.NONE);

        assertThat(GroupCalls.join(commit(other, OLD))).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(GroupCalls.join(commit(other, IMPATIENT))).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(GroupCalls.join(commit(own, OLD))).isEqualTo(Errors.NONE);

        own.close();
        assertThat(GroupCalls.join(commit(other, OLD))).isEqualTo(Errors.NONE);
    }

    @Test
    void clientsOfKip890MayComeByAnyConnection() {
        assertThat(whenLoaded(() -> commit(own, OLD))).isEqualTo(Errors.NONE);

        assertThat(GroupCalls.join(commit(other, KIP_890))).isEqualTo(Errors.NONE);
    }

    private CompletionStage<Errors> commit(ClientConnection by, short version) {
        var topic = new TxnOffsetCommitRequestTopic()
                .setName(TOPIC)
                .setPartitions(List.of(new TxnOffsetCommitRequestPartition()
                        .setPartitionIndex(0)
                        .setCommittedOffset(1)
                        .setCommittedMetadata("")));
        var request = new TxnOffsetCommitRequestData()
                .setTransactionalId(ID)
                .setGroupId(GROUP)
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setTopics(List.of(topic));
        return handler.handle(context(ApiKeys.TXN_OFFSET_COMMIT, version, by), request)
                .thenApply(reply -> {
                    var answer = (TxnOffsetCommitResponseData) ((Reply.Answer) reply).message();
                    return Errors.forCode(
                            answer.topics().getFirst().partitions().getFirst().errorCode());
                });
    }
}
