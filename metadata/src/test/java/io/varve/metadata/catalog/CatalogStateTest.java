package io.varve.metadata.catalog;

import static io.varve.metadata.Batches.TOPIC;
import static io.varve.metadata.Batches.WRITER;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CatalogStateTest {

    private static final NodeAddress ADDRESS = new NodeAddress("localhost", 9092, 8080);

    private static final NodeAddress OTHER_ADDRESS = new NodeAddress("localhost", 9093, 8081);

    private final CatalogState state = new CatalogState();
    private long timeMs = 1_700_000_000_000L;

    @Test
    void aTopicIsFoundByNameAndIdAndIsSettledOnceItsShardHasOpenedIt() {
        create("orders", TOPIC, 3);

        assertThat(state.catalog().topic("orders"))
                .contains(state.catalog().topic(TOPIC).orElseThrow());
        assertThat(topic().settled()).isFalse();
        apply(new CatalogCommand.TopicSettled(TOPIC, 3));
        assertThat(topic().settled()).isTrue();
        apply(new CatalogCommand.AddPartitions(TOPIC, 5));
        assertThat(topic().settled()).isFalse();
    }

    @Test
    void aNameIsTakenOnceAndNotAgainInDisguise() {
        create("a.b", TOPIC, 1);

        assertThat(refusal(create("a.b", new TopicId(3, 3), 1))).isEqualTo(Refusal.TOPIC_EXISTS);
        assertThat(refusal(create("a_b", new TopicId(3, 3), 1))).isEqualTo(Refusal.TOPIC_NAME_COLLIDES);
        assertThat(create("a-b", new TopicId(3, 3), 1)).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void aDeletedTopicFreesItsNameAndStaysClosingUntilItsShardHasClosedIt() {
        create("orders", TOPIC, 1);
        apply(new CatalogCommand.DeleteTopic(TOPIC));

        assertThat(state.catalog().closing()).containsEntry(TOPIC, ShardId.data(0));
        assertThat(create("orders", new TopicId(3, 3), 1)).isInstanceOf(Outcome.Applied.class);
        apply(new CatalogCommand.TopicSettled(TOPIC, 0));
        assertThat(state.catalog().closing()).isEmpty();
    }

    @Test
    void partitionsAreOnlyAdded() {
        create("orders", TOPIC, 3);

        assertThat(refusal(apply(new CatalogCommand.AddPartitions(TOPIC, 3))))
                .isEqualTo(Refusal.INVALID_PARTITION_COUNT);
        assertThat(refusal(apply(new CatalogCommand.AddPartitions(new TopicId(8, 8), 3))))
                .isEqualTo(Refusal.UNKNOWN_TOPIC);
    }

    @Test
    void configsAreSetAndUnset() {
        create("orders", TOPIC, 1);
        apply(new CatalogCommand.AlterTopic(TOPIC, new TreeMap<>(Map.of("retention.ms", Optional.of("5")))));
        assertThat(topic().configs()).containsExactly(Map.entry("retention.ms", "5"));
        apply(new CatalogCommand.AlterTopic(TOPIC, new TreeMap<>(Map.of("retention.ms", Optional.empty()))));
        assertThat(topic().configs()).isEmpty();
    }

    @Test
    void aGroupIsInTheCatalogWhileItHasConfigsOfItsOwn() {
        alterGroup("g", "consumer.session.timeout.ms", Optional.of("50000"));
        alterGroup("g", "consumer.heartbeat.interval.ms", Optional.of("6000"));
        alterGroup("other", "consumer.heartbeat.interval.ms", Optional.of("7000"));
        assertThat(state.catalog().groupConfigs("g"))
                .containsExactly(
                        Map.entry("consumer.heartbeat.interval.ms", "6000"),
                        Map.entry("consumer.session.timeout.ms", "50000"));

        alterGroup("g", "consumer.session.timeout.ms", Optional.empty());
        alterGroup("g", "consumer.heartbeat.interval.ms", Optional.empty());

        assertThat(state.catalog().groupConfigs()).containsOnlyKeys("other");
        assertThat(state.catalog().groupConfigs("g")).isEmpty();
    }

    @Test
    void whatAGroupHasAlreadyChangesNothing() {
        alterGroup("g", "consumer.heartbeat.interval.ms", Optional.of("6000"));

        assertThat(alterGroup("g", "consumer.heartbeat.interval.ms", Optional.of("6000")))
                .isInstanceOf(Outcome.Unchanged.class);
        assertThat(alterGroup("g", "consumer.session.timeout.ms", Optional.empty()))
                .isInstanceOf(Outcome.Unchanged.class);
        assertThat(alterGroup("never seen", "consumer.session.timeout.ms", Optional.empty()))
                .isInstanceOf(Outcome.Unchanged.class);
    }

    @Test
    void producerIdsAreReservedOnce() {
        assertThat(apply(new CatalogCommand.ReserveProducerIds(1000))).isEqualTo(new Outcome.ProducerIds(0, 1000));
        assertThat(apply(new CatalogCommand.ReserveProducerIds(1000))).isEqualTo(new Outcome.ProducerIds(1000, 1000));
    }

    @Test
    void theEpochMovesOneStepAtATime() {
        assertThat(apply(new CatalogCommand.Tick(1))).isInstanceOf(Outcome.Applied.class);
        assertThat(apply(new CatalogCommand.Tick(1))).isInstanceOf(Outcome.Unchanged.class);
        assertThat(apply(new CatalogCommand.Tick(3))).isInstanceOf(Outcome.Unchanged.class);
        assertThat(state.catalog().epoch()).isEqualTo(1);
    }

    @Test
    void aNodeKeepsItsNumberAndIsNotDeclaredDeadByOldNews() {
        Outcome first = apply(up(WRITER));
        Outcome again = apply(up(new Id128(9, 9)));

        assertThat(again).isEqualTo(first);
        assertThat(refusal(apply(new CatalogCommand.NodeDown(1, WRITER)))).isEqualTo(Refusal.STALE_INCARNATION);
        assertThat(apply(new CatalogCommand.NodeDown(1, new Id128(9, 9)))).isInstanceOf(Outcome.Applied.class);
        assertThat(state.catalog().nodes().get(1).up()).isFalse();
    }

    @Test
    void aNodeKeepsItsNumberWhateverItsHttpPort() {
        Outcome first = apply(up(new NodeAddress("host", 9092, 8080), WRITER));
        Outcome again = apply(up(new NodeAddress("host", 9092, 8081), new Id128(9, 9)));

        assertThat(again).isEqualTo(first);
        assertThat(state.catalog().nodes().get(1).address().httpPort()).isEqualTo(8081);
    }

    @Test
    void aNodeThatIsDownForADayIsForgottenWhenAnotherComesOrGoes() {
        apply(up(WRITER));
        apply(new CatalogCommand.NodeDown(1, WRITER));
        timeMs += Duration.ofDays(1).toMillis() - 1;
        apply(up(OTHER_ADDRESS, WRITER));
        assertThat(state.catalog().nodes()).containsOnlyKeys(1, 2);

        timeMs += 1;
        apply(new CatalogCommand.NodeDown(2, WRITER));

        assertThat(state.catalog().nodes()).containsOnlyKeys(2);
    }

    @Test
    void aNodeThatComesBackBeforeItIsForgottenKeepsItsNumberAndAfterThatGetsANewOne() {
        apply(up(WRITER));
        apply(new CatalogCommand.NodeDown(1, WRITER));
        timeMs += Duration.ofDays(3).toMillis();
        assertThat(apply(up(WRITER))).isEqualTo(new Outcome.NodeNumber(1));

        apply(new CatalogCommand.NodeDown(1, WRITER));
        timeMs += Duration.ofDays(3).toMillis();
        apply(up(OTHER_ADDRESS, WRITER));

        assertThat(apply(up(WRITER))).isEqualTo(new Outcome.NodeNumber(3));
    }

    @Test
    void aSnapshotIsTheSameState() {
        apply(new CatalogCommand.Genesis(new Id128(1, 2), 1, 1, 4));
        create("orders", TOPIC, 3);
        create("gone", new TopicId(3, 3), 3);
        apply(new CatalogCommand.DeleteTopic(new TopicId(3, 3)));
        apply(up(WRITER));
        apply(up(OTHER_ADDRESS, WRITER));
        apply(new CatalogCommand.NodeDown(1, WRITER));
        alterGroup("g \u00e9", "consumer.heartbeat.interval.ms", Optional.of("6000"));
        alterGroup("a", "share.auto.offset.reset", Optional.of("earliest"));
        byte[] encoded = encode(state);

        CatalogState restored = CatalogState.read(new ByteReader(encoded));

        assertThat(encode(restored)).isEqualTo(encoded);
        assertThat(restored.catalog()).isEqualTo(state.catalog());
    }

    private Outcome create(String name, TopicId id, int partitions) {
        return apply(new CatalogCommand.CreateTopic(name, id, partitions, ShardId.data(0), new TreeMap<>()));
    }

    private Outcome alterGroup(String groupId, String name, Optional<String> value) {
        return apply(new CatalogCommand.AlterGroup(groupId, new TreeMap<>(Map.of(name, value))));
    }

    private static CatalogCommand up(Id128 incarnation) {
        return up(ADDRESS, incarnation);
    }

    private static CatalogCommand up(NodeAddress address, Id128 incarnation) {
        return new CatalogCommand.NodeUp(address, incarnation, List.of(NodeRole.INGEST), "", 1);
    }

    private Outcome apply(Command command) {
        CatalogDraft draft = state.draft(timeMs);
        Outcome outcome = draft.apply(command);
        if (outcome.changes()) {
            state.install(draft);
        }
        return outcome;
    }

    private Topic topic() {
        return state.catalog().topic(TOPIC).orElseThrow();
    }

    private static Refusal refusal(Outcome outcome) {
        return ((Outcome.Refused) outcome).refusal();
    }

    private static byte[] encode(CatalogState state) {
        var out = new ByteWriter();
        state.write(out);
        return out.toByteArray();
    }
}
