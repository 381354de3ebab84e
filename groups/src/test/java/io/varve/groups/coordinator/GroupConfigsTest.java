package io.varve.groups.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.groups.GroupNode;
import io.varve.groups.GroupSettings;
import io.varve.kafka.config.ConfigKey;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.state.Outcome;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.coordinator.group.GroupConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The configs of groups as two nodes see them.
class GroupConfigsTest {

    private static final String HEARTBEAT = "consumer.heartbeat.interval.ms";
    private static final String SESSION = "consumer.session.timeout.ms";

    private final MemoryJournal entries = new MemoryJournal(true);
    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final GroupNode one = new GroupNode(objects, entries, 1);
    private final GroupNode other = new GroupNode(objects, entries, 2);
    private final GroupConfigs configs = new GroupConfigs(one.cluster, GroupSettings.DEFAULT);
    private final GroupConfigs elsewhere = new GroupConfigs(other.cluster, GroupSettings.DEFAULT);

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void defaultsAreThoseOfAllGroups() {
        assertThat(key(HEARTBEAT).defaultValue()).isEqualTo("5000");
        assertThat(key(HEARTBEAT).defaultName()).contains("group.consumer.heartbeat.interval.ms");
        assertThat(key("share.auto.offset.reset").defaultValue()).isEqualTo("latest");
        assertThat(key("share.auto.offset.reset").defaultName()).contains("share.auto.offset.reset");
        assertThat(configs.keys()).extracting(ConfigKey::name).isSorted().hasSize(17);
    }

    @Test
    void whatOneNodeSetsTheOtherReads() {
        alter("g", Map.of(HEARTBEAT, Optional.of("6000"), SESSION, Optional.of("50000")));
        assertThat(elsewhere.named("g").own())
                .containsExactly(Map.entry(HEARTBEAT, "6000"), Map.entry(SESSION, "50000"));

        alter("g", Map.of(HEARTBEAT, Optional.empty()));
        assertThat(elsewhere.named("g").own()).containsOnlyKeys(SESSION);
    }

    @Test
    void theCoordinatorIsToldWhatChangedAndWhatBecameTheDefaultAgain() {
        alter("g", Map.of(HEARTBEAT, Optional.of("6000")));
        alter("other", Map.of(HEARTBEAT, Optional.of("7000")));
        configs.update();
        assertThat(heartbeatMs("g")).contains(6000);

        alter("g", Map.of(HEARTBEAT, Optional.of("8000")));
        alter("other", Map.of(HEARTBEAT, Optional.empty()));
        configs.update();

        assertThat(heartbeatMs("g")).contains(8000);
        assertThat(heartbeatMs("other")).isEmpty();
    }

    @Test
    void aCoordinatorThatBeginsKnowsWhatWasSetBefore() {
        alter("g", Map.of(HEARTBEAT, Optional.of("6000")));
        other.cluster.freshCatalog();

        elsewhere.update();

        assertThat(elsewhere.ofGroups().groupConfig("g").map(GroupConfig::consumerHeartbeatIntervalMs))
                .contains(6000);
    }

    /// Kafka's coordinator would not take it as it was sent, although Kafka's own check does.
    @Test
    void aValueIsKeptAsTheCoordinatorReadsIt() {
        alter("g", Map.of(HEARTBEAT, Optional.of(" 6000 ")));

        assertThat(configs.named("g").own()).containsEntry(HEARTBEAT, "6000");
        configs.update();
        assertThat(heartbeatMs("g")).contains(6000);
    }

    @Test
    void whatIsNotSetCanBeUnset() {
        assertThat(configs.named("g").alteration().apply(new TreeMap<>(Map.of("nonsense", Optional.empty()))))
                .isInstanceOf(Outcome.Unchanged.class);
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, 1, Unknown group config name: nonsense",
        HEARTBEAT + ", soon, Invalid value soon for configuration " + HEARTBEAT + ": Not a number of type INT",
        HEARTBEAT + ", 0, Invalid value 0 for configuration " + HEARTBEAT + ": Value must be at least 1",
        HEARTBEAT + ", 4999, " + HEARTBEAT
                + " must be greater than or equal to group.consumer.min.heartbeat.interval.ms",
        HEARTBEAT + ", 15001, " + HEARTBEAT + " must be less than or equal to group.consumer.max.heartbeat.interval.ms",
        SESSION + ", 60001, " + SESSION + " must be less than or equal to group.consumer.max.session.timeout.ms"
    })
    void whatCannotBeIsRefusedInKafkasWords(String name, String value, String message) {
        assertThatThrownBy(() -> configs.validate(Map.of(name, value), Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void aGroupHasAName() {
        assertThatThrownBy(() -> configs.named("")).isInstanceOf(InvalidRequestException.class);
    }

    private void alter(String groupId, Map<String, Optional<String>> changes) {
        assertThat(configs.named(groupId).alteration().apply(new TreeMap<>(changes)))
                .isInstanceOf(Outcome.Applied.class);
    }

    private Optional<Integer> heartbeatMs(String groupId) {
        return configs.ofGroups().groupConfig(groupId).map(GroupConfig::consumerHeartbeatIntervalMs);
    }

    private ConfigKey key(String name) {
        List<ConfigKey> found =
                configs.keys().stream().filter(key -> key.name().equals(name)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
