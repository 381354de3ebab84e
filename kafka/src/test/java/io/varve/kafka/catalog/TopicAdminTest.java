package io.varve.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.kafka.config.TopicConfigKey;
import io.varve.kafka.config.TopicConfigs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TopicAdminTest {

    private CatalogFixture fixture;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        fixture = new CatalogFixture();
        admin = fixture.admin();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private void create(NewTopic topic) throws Exception {
        admin.createTopics(List.of(topic)).all().get();
    }

    private static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, partitions, (short) 1);
    }

    private TopicDescription describe(String name) throws Exception {
        return admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
    }

    private static void assertFails(KafkaFuture<?> future, Class<? extends Exception> with) {
        assertThatThrownBy(future::get).hasCauseInstanceOf(with);
    }

    @Test
    void aCreatedTopicIsDescribedAsItWasAskedFor() throws Exception {
        var created = admin.createTopics(
                List.of(topic("flights", 5).configs(Map.of("retention.ms", "1000", "segment.bytes", "1048576"))));

        Uuid id = created.topicId("flights").get();
        assertThat(created.numPartitions("flights").get()).isEqualTo(5);
        assertThat(created.config("flights").get().get("retention.ms").value()).isEqualTo("1000");
        assertThat(created.config("flights").get().entries())
                .extracting(ConfigEntry::name)
                .containsExactlyInAnyOrderElementsOf(TopicConfigs.keys().stream()
                        .filter(key -> !key.varvesOwn())
                        .map(TopicConfigKey::name)
                        .toList());
        TopicDescription description = describe("flights");
        assertThat(description.topicId()).isEqualTo(id);
        assertThat(description.partitions()).hasSize(5);
        assertThat(description.partitions())
                .allMatch(partition -> partition.leader().id() == fixture.nodeId)
                .allMatch(partition -> partition.isr().size() == 1);
        assertThat(admin.listTopics().names().get()).containsExactly("flights");
    }

    @Test
    void aTopicIsCreatedBeforeItIsAnswered() throws Exception {
        create(topic("a", 2));

        assertThat(fixture.cluster.catalog().topic("a")).isPresent().get().matches(topic -> topic.settled());
    }

    @Test
    void aPartitionCountThatIsLeftOpenIsTheDefault() throws Exception {
        create(new NewTopic("a", Optional.empty(), Optional.empty()));

        assertThat(describe("a").partitions()).hasSize(CatalogFixture.DEFAULT_PARTITION_COUNT);
    }

    @Test
    void aHundredTopicsOfOneRequestShareJournalEntries() throws Exception {
        long before = fixture.cluster.meta().replica().appliedSequence();
        var wanted = new ArrayList<NewTopic>();
        for (int i = 0; i < 100; i++) {
            wanted.add(topic("topic-" + i, 3));
        }
        admin.createTopics(wanted).all().get();

        assertThat(admin.listTopics().names().get()).hasSize(100);
        // Alone, each would take three. How many share one is up to the machine.
        assertThat(fixture.cluster.meta().replica().appliedSequence() - before).isLessThan(3 * 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc", "..", ".", "a b", "ä", "a/b"})
    void aNameThatNoTopicCanHaveIsRefused(String name) {
        assertFails(admin.createTopics(List.of(topic(name, 1))).all(), InvalidTopicException.class);
    }

    @Test
    void aNameOfTwoHundredAndFiftyCharactersIsRefusedAndOneLessIsTaken() throws Exception {
        assertFails(admin.createTopics(List.of(topic("x".repeat(250), 1))).all(), InvalidTopicException.class);
        create(topic("x".repeat(249), 1));
    }

    @Test
    void aNameThatDiffersOnlyInDotsAndUnderscoresIsRefused() throws Exception {
        create(topic("a.b", 1));

        assertFails(admin.createTopics(List.of(topic("a_b", 1))).all(), InvalidTopicException.class);
    }

    @Test
    void aTopicThatExistsIsNotCreatedAgain() throws Exception {
        create(topic("a", 2));

        assertFails(admin.createTopics(List.of(topic("a", 7))).all(), TopicExistsException.class);
        assertThat(describe("a").partitions()).hasSize(2);
    }

    @Test
    void oneBadTopicDoesNotKeepTheOthersFromBeingCreated() throws Exception {
        var created = admin.createTopics(List.of(topic("good", 1), topic("..", 1)));

        created.values().get("good").get();
        assertFails(created.values().get(".."), InvalidTopicException.class);
    }

    @Test
    void countsThatCannotBeAreRefused() {
        assertFails(admin.createTopics(List.of(topic("a", 0))).all(), InvalidPartitionsException.class);
        assertFails(admin.createTopics(List.of(topic("a", -2))).all(), InvalidPartitionsException.class);
        assertFails(
                admin.createTopics(List.of(new NewTopic("a", 1, (short) 0))).all(),
                InvalidReplicationFactorException.class);
        assertFails(admin.createTopics(List.of(topic("a", 10_001))).all(), PolicyViolationException.class);
    }

    @Test
    void configsThatCannotBeHonouredAreRefused() {
        assertFails(
                admin.createTopics(List.of(topic("a", 1).configs(Map.of("nonsense", "1"))))
                        .all(),
                InvalidConfigurationException.class);
        assertFails(
                admin.createTopics(List.of(topic("a", 1).configs(Map.of("remote.storage.enable", "true"))))
                        .all(),
                InvalidConfigurationException.class);
    }

    @Test
    void aManualAssignmentCountsPartitions() throws Exception {
        create(new NewTopic("a", Map.of(0, List.of(1), 1, List.of(1))));

        assertThat(describe("a").partitions()).hasSize(2);
        assertFails(
                admin.createTopics(List.of(new NewTopic("b", Map.of(0, List.of(1), 2, List.of(1)))))
                        .all(),
                InvalidReplicaAssignmentException.class);
    }

    @Test
    void validatingCreatesNothing() throws Exception {
        create(topic("there", 1));
        var only = new CreateTopicsOptions().validateOnly(true);

        admin.createTopics(List.of(topic("a", 1)), only).all().get();
        assertFails(admin.createTopics(List.of(topic("there", 1)), only).all(), TopicExistsException.class);
        assertThat(admin.listTopics().names().get()).containsExactly("there");
    }

    @Test
    void aNameThatIsAskedForTwiceIsRefusedOnce() throws Exception {
        var topics = new CreatableTopicCollection();
        topics.mustAdd(new CreatableTopic().setName("a").setNumPartitions(1).setReplicationFactor((short) 1));
        topics.mustAdd(new CreatableTopic().setName("a").setNumPartitions(2).setReplicationFactor((short) 1));
        var client = fixture.raw();
        client.send(
                ApiKeys.CREATE_TOPICS,
                7,
                1,
                new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(10_000));
        var response = new CreateTopicsResponseData();
        client.receive(ApiKeys.CREATE_TOPICS, 7, response);

        assertThat(response.topics()).hasSize(1);
        assertThat(response.topics().find("a").errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
    }

    @Test
    void aDeletedTopicIsGoneAndItsNameIsFree() throws Exception {
        create(topic("a", 1));
        Uuid first = describe("a").topicId();
        admin.deleteTopics(List.of("a")).all().get();

        assertThat(admin.listTopics().names().get()).isEmpty();
        assertFails(admin.describeTopics(List.of("a")).allTopicNames(), UnknownTopicOrPartitionException.class);
        create(topic("a", 4));
        assertThat(describe("a").topicId()).isNotEqualTo(first);
        assertThat(describe("a").partitions()).hasSize(4);
    }

    @Test
    void aTopicIsDeletedByItsId() throws Exception {
        create(topic("a", 1));
        Uuid id = describe("a").topicId();
        admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all().get();

        assertThat(admin.listTopics().names().get()).isEmpty();
        assertFails(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all(), UnknownTopicIdException.class);
    }

    @Test
    void whatDoesNotExistIsNotDeleted() {
        assertFails(admin.deleteTopics(List.of("a")).all(), UnknownTopicOrPartitionException.class);
    }

    @Test
    void aTopicGetsMorePartitionsAndNeverFewer() throws Exception {
        create(topic("a", 2));
        admin.createPartitions(Map.of("a", NewPartitions.increaseTo(6))).all().get();

        assertThat(describe("a").partitions()).hasSize(6);
        for (int count : new int[] {6, 5, 0, -1}) {
            assertFails(
                    admin.createPartitions(Map.of("a", NewPartitions.increaseTo(count)))
                            .all(),
                    InvalidPartitionsException.class);
        }
        assertFails(
                admin.createPartitions(Map.of("a", NewPartitions.increaseTo(8, List.of(List.of(1)))))
                        .all(),
                InvalidReplicaAssignmentException.class);
        assertFails(
                admin.createPartitions(Map.of("b", NewPartitions.increaseTo(8))).all(),
                UnknownTopicOrPartitionException.class);
    }

    @Test
    void descriptionsComeInPages() throws Exception {
        create(topic("a", 7));
        create(topic("b", 1));
        create(topic("c", 5));
        var options = new DescribeTopicsOptions().partitionSizeLimitPerResponse(3);
        Map<String, TopicDescription> described = admin.describeTopics(List.of("c", "a", "b"), options)
                .allTopicNames()
                .get();

        assertThat(described.get("a").partitions()).hasSize(7);
        assertThat(described.get("b").partitions()).hasSize(1);
        assertThat(described.get("c").partitions())
                .extracting(p -> p.partition())
                .containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void topicsAreDescribedByTheirId() throws Exception {
        create(topic("a", 2));
        Uuid id = describe("a").topicId();

        assertThat(admin.describeTopics(TopicCollection.ofTopicIds(List.of(id)))
                        .allTopicIds()
                        .get()
                        .get(id)
                        .name())
                .isEqualTo("a");
        assertFails(
                admin.describeTopics(TopicCollection.ofTopicIds(Set.of(Uuid.randomUuid())))
                        .allTopicIds(),
                UnknownTopicIdException.class);
    }

    @Test
    void noTopicIsInternal() throws Exception {
        create(topic("a", 1));

        assertThat(admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .listings()
                        .get())
                .singleElement()
                .matches(listing -> !listing.isInternal());
    }

    @Test
    void aRequestWithoutTimeIsToldSo() throws Exception {
        var topics = new CreatableTopicCollection();
        topics.mustAdd(new CreatableTopic().setName("a").setNumPartitions(1).setReplicationFactor((short) 1));
        var client = fixture.raw();
        client.send(
                ApiKeys.CREATE_TOPICS,
                7,
                1,
                new CreateTopicsRequestData().setTopics(topics).setTimeoutMs(-1));
        var response = new CreateTopicsResponseData();
        client.receive(ApiKeys.CREATE_TOPICS, 7, response);

        // Whichever comes first; a connection that hangs would be the fault.
        assertThat(response.topics().find("a").errorCode()).isIn(Errors.REQUEST_TIMED_OUT.code(), Errors.NONE.code());
    }
}
