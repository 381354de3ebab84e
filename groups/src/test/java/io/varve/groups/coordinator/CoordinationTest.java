package io.varve.groups.coordinator;

import static io.varve.groups.GroupCalls.context;
import static io.varve.groups.GroupCalls.good;
import static io.varve.groups.GroupCalls.join;
import static io.varve.groups.GroupCalls.whenLoaded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.varve.groups.GroupNode;
import io.varve.groups.GroupSettings;
import io.varve.kafka.api.Uuids;
import io.varve.kafka.route.Coordinators;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Kafka's coordinator on one of two nodes, the other of which takes its groups away.
class CoordinationTest {

    private static final int SHARDS = 4;
    private static final int PARTITIONS = 200;
    private static final String GROUP = "g";
    private static final String TOPIC = "orders";

    private final MemoryJournal entries = new MemoryJournal(true);
    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final GroupNode one = new GroupNode(objects, entries, 1, SHARDS);
    private final GroupNode other = new GroupNode(objects, entries, 2, SHARDS);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Coordination groups = new Coordination(one.cluster, GroupSettings.DEFAULT, meters);

    @BeforeEach
    void begin() {
        new TopicOperations(one.cluster).create(TOPIC, 3, new TreeMap<>());
        one.declareDown(other);
    }

    @AfterEach
    void close() {
        groups.close();
        one.close();
        other.close();
    }

    @Test
    void aGroupIsAnsweredOnceItsShardIsClaimed() {
        assertThatThrownBy(() -> committed().toCompletableFuture().join())
                .cause()
                .isInstanceOf(CoordinatorLoadInProgressException.class);

        assertThat(commit(7)).isEqualTo(Errors.NONE);
        assertThat(offset()).isEqualTo(7);
    }

    /// aiokafka's members end when they hear in a heartbeat that groups are being loaded.
    @Test
    void aHeartbeatBeforeTheShardIsClaimedSendsTheMemberToLookForTheCoordinator() {
        var heartbeat = new HeartbeatRequestData().setGroupId(GROUP).setMemberId("m");

        assertThatThrownBy(() -> join(groups.heartbeat(context(ApiKeys.HEARTBEAT, 4), heartbeat)))
                .cause()
                .isInstanceOf(NotCoordinatorException.class);
    }

    @Test
    void committedOffsetsAreNotToldByAFormerCoordinator() {
        commit(7);
        other.claim(groups.shardOf(GROUP));

        assertThatThrownBy(() -> committed().toCompletableFuture().join())
                .cause()
                .isInstanceOf(NotCoordinatorException.class);
    }

    @Test
    void aFormerCoordinatorCommitsNothing() {
        commit(7);
        other.claim(groups.shardOf(GROUP));

        assertThatThrownBy(() -> join(groups.commit(context(ApiKeys.OFFSET_COMMIT, 9), commitOf(8))))
                .cause()
                .isInstanceOf(NotCoordinatorException.class);
        one.time.advance(Duration.ofSeconds(2));
        assertThat(offset()).isEqualTo(7);
    }

    @Test
    void aMemberIsNotToldByAFormerCoordinatorThatItIsUnknown() {
        commit(7);
        other.claim(groups.shardOf(GROUP));
        var heartbeat = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(GROUP)
                .setMemberId("never heard of")
                .setMemberEpoch(3);

        assertThatThrownBy(
                        () -> join(groups.consumerHeartbeat(context(ApiKeys.CONSUMER_GROUP_HEARTBEAT, 1), heartbeat)))
                .cause()
                .isInstanceOf(NotCoordinatorException.class);
    }

    @Test
    void aCommitThatIsDurableAlreadyNeedsNoEntry() {
        commit(7);
        long before = entriesOfTheShard();

        for (int i = 0; i < 100; i++) {
            assertThat(commit(7)).isEqualTo(Errors.NONE);
        }

        assertThat(entriesOfTheShard()).isEqualTo(before);
        assertThat(commit(8)).isEqualTo(Errors.NONE);
        assertThat(commit(7)).isEqualTo(Errors.NONE);
        assertThat(entriesOfTheShard()).isEqualTo(before + 2);
        assertThat(offset()).isEqualTo(7);
    }

    @Test
    void whatTheCoordinatorMeasuresIsShown() {
        commit(7);

        assertThat(meters.get("varve.coordinator.num.offsets").gauge().value()).isEqualTo(1);
        assertThat(meters.get("varve.coordinator.offset.commit.count").gauge().value())
                .isEqualTo(1);
        assertThat(meters.get("varve.coordinator.num.partitions")
                        .tag("state", "active")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    /// As with Kafka's brokers, a batch may have a megabyte.
    @Test
    void whatIsLargeIsWrittenIfItDeflates() {
        assertThat(commit(commitWith(PARTITIONS, partition -> "partition " + partition + " stands here ".repeat(300))))
                .isEqualTo(Errors.NONE);
        assertThat(offset()).isEqualTo(PARTITIONS);
    }

    @Test
    void whatIsTooLargeForAnEntryIsRefusedAndNothingElse() {
        var random = new Random(5);

        assertThat(commit(commitWith(PARTITIONS, noise(random)))).isEqualTo(Errors.UNKNOWN_SERVER_ERROR);
        assertThat(commit(9)).isEqualTo(Errors.NONE);
        assertThat(offset()).isEqualTo(9);
    }

    /// Of groups in one shard, at the same time: what each may write alone is not refused because of the other.
    @Test
    void largeWritesOfOneGroupDoNotHarmAnother() {
        commit(7);
        var random = new Random(6);
        List<String> ids = IntStream.range(0, 1000)
                .mapToObj(i -> "big-" + i)
                .filter(id -> groups.shardOf(id) == groups.shardOf(GROUP))
                .limit(20)
                .toList();

        List<CompletableFuture<Errors>> answers = ids.stream()
                .map(id -> groups.commit(
                                context(ApiKeys.OFFSET_COMMIT, 9),
                                commitWith(70, noise(random)).setGroupId(id))
                        .thenApply(CoordinationTest::error)
                        .toCompletableFuture())
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(Errors.NONE));
    }

    @Test
    void offsetsOfATopicThatWentWhileNobodyHadTheShardAreGone() {
        commit(7);
        other.claim(groups.shardOf(GROUP));
        assertThatThrownBy(() -> join(committed())).cause().isInstanceOf(NotCoordinatorException.class);
        var topics = new TopicOperations(other.cluster);
        other.cluster.freshCatalog();
        topics.delete(other.cluster.catalog().topic(TOPIC).orElseThrow().id());
        topics.create(TOPIC, 3, new TreeMap<>());

        one.time.advance(Duration.ofSeconds(2));
        assertThat(offset()).isEqualTo(-1);

        commit(3);
        assertThat(offset()).isEqualTo(3);
    }

    @Test
    void aCommitThatIsDurableAlreadyWaitsWhileTheJournalCannotBeRead() throws Exception {
        commit(7);
        long before = entriesOfTheShard();
        OffsetCommitRequestData repeated = commitOf(7);
        one.journal.nextReads(Fault.REFUSED, Fault.REFUSED);

        var again = groups.commit(context(ApiKeys.OFFSET_COMMIT, 9), repeated).toCompletableFuture();
        while (!isDoneSoon(again)) {
            one.time.advance(Duration.ofMillis(50));
        }

        assertThat(error(again.join())).isEqualTo(Errors.NONE);
        assertThat(entriesOfTheShard()).isEqualTo(before);
    }

    /// Time must not pass faster than threads get on.
    private static boolean isDoneSoon(CompletableFuture<?> answer) throws Exception {
        try {
            answer.get(10, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /// Commits the offset [#PARTITIONS] in so many partitions, with four kilobytes of metadata or less in each.
    private OffsetCommitRequestData commitWith(int partitions, IntFunction<String> metadata) {
        var topic = topic();
        for (int partition = 0; partition < partitions; partition++) {
            topic.partitions()
                    .add(new OffsetCommitRequestPartition()
                            .setPartitionIndex(partition)
                            .setCommittedOffset(PARTITIONS)
                            .setCommittedMetadata(metadata.apply(partition)));
        }
        return new OffsetCommitRequestData().setGroupId(GROUP).setTopics(List.of(topic));
    }

    /// Four kilobytes that hardly deflate.
    private static IntFunction<String> noise(Random random) {
        return partition -> random.ints(4000, ' ', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Offsets of groups without members expire by the time of their last commit.
    @Test
    void theTimeOfACommitIsMadeDurableNowAndThen() {
        commit(7);
        long before = entriesOfTheShard();
        one.time.advance(GroupSettings.DEFAULT.offsetsRetention().dividedBy(100));

        commit(7);
        assertThat(entriesOfTheShard()).isEqualTo(before + 1);
        commit(7);
        assertThat(entriesOfTheShard()).isEqualTo(before + 1);
    }

    @Test
    void aFormerCoordinatorDoesNotEvenRepeatACommit() {
        commit(7);
        other.claim(groups.shardOf(GROUP));

        assertThatThrownBy(() -> join(groups.commit(context(ApiKeys.OFFSET_COMMIT, 9), commitOf(7))))
                .cause()
                .isInstanceOf(NotCoordinatorException.class);
    }

    /// Clients are sent to the node of the shard by the one, and it looks for the group by the other.
    @Test
    void clientsAreSentToTheShardWhereTheCoordinatorLooksForTheGroup() {
        var random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            String id = Long.toString(random.nextLong(), 36);
            assertThat(Coordinators.of(one.cluster.catalog()).shardOf(id)).isEqualTo(groups.shardOf(id));
        }
    }

    @Test
    void groupsAreNotListedBeforeAllShardsAreClaimed() {
        var request = new ListGroupsRequestData();

        assertThat(join(groups.list(context(ApiKeys.LIST_GROUPS, 5), request)).errorCode())
                .isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS.code());
        commit(7);

        // The group's shard is claimed now, the others may still be waited for.
        assertThat(whenLoaded(() -> groups.list(context(ApiKeys.LIST_GROUPS, 5), request)
                        .thenApply(answer -> good(answer.errorCode(), answer))
                        .thenApply(ListGroupsResponseData::groups)))
                .singleElement()
                .satisfies(group -> assertThat(group.groupId()).isEqualTo(GROUP));
    }

    /// Commits as a client does, again while the coordinator is about to begin.
    private Errors commit(long offset) {
        return commit(commitOf(offset));
    }

    private Errors commit(OffsetCommitRequestData request) {
        return whenLoaded(
                () -> groups.commit(context(ApiKeys.OFFSET_COMMIT, 9), request).thenApply(CoordinationTest::error));
    }

    private static Errors error(OffsetCommitResponseData answer) {
        return Errors.forCode(answer.topics().getFirst().partitions().getFirst().errorCode());
    }

    private long entriesOfTheShard() {
        ShardId shard = ShardId.group(groups.shardOf(GROUP));
        return entries.read(shard, 0, Integer.MAX_VALUE).entries().size();
    }

    private long offset() {
        return whenLoaded(() -> committed()
                .thenApply(group -> good(group.errorCode(), group)
                        .topics()
                        .getFirst()
                        .partitions()
                        .getFirst()
                        .committedOffset()));
    }

    private CompletionStage<OffsetFetchResponseGroup> committed() {
        return groups.committed(
                context(ApiKeys.OFFSET_FETCH, 9),
                new OffsetFetchRequestGroup()
                        .setGroupId(GROUP)
                        .setTopics(List.of(
                                new OffsetFetchRequestTopics().setName(TOPIC).setPartitionIndexes(List.of(0)))),
                false);
    }

    /// As the API names it to the coordinator.
    private OffsetCommitRequestTopic topic() {
        return new OffsetCommitRequestTopic()
                .setName(TOPIC)
                .setTopicId(Uuids.of(
                        one.cluster.freshCatalog().topic(TOPIC).orElseThrow().id()));
    }

    private OffsetCommitRequestData commitOf(long offset) {
        return new OffsetCommitRequestData()
                .setGroupId(GROUP)
                .setTopics(List.of(topic().setPartitions(List.of(new OffsetCommitRequestPartition()
                        .setPartitionIndex(0)
                        .setCommittedOffset(offset)
                        .setCommittedMetadata("")))));
    }
}
