package io.varve.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.kafka.config.TopicConfigKey;
import io.varve.kafka.config.TopicConfigs;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResourceCollection;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfigCollection;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConfigAdminTest {

    private static final ConfigResource TOPIC = new ConfigResource(ConfigResource.Type.TOPIC, "a");

    private CatalogFixture fixture;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        fixture = new CatalogFixture();
        admin = fixture.admin();
        admin.createTopics(List.of(
                        new NewTopic("a", 1, (short) 1).configs(Map.of("retention.ms", "1000", "flush.ms", "5"))))
                .all()
                .get();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private Config describe(ConfigResource resource) throws Exception {
        return admin.describeConfigs(List.of(resource)).all().get().get(resource);
    }

    private void alter(OpType operation, String name, String value) throws Exception {
        admin.incrementalAlterConfigs(
                        Map.of(TOPIC, List.of(new AlterConfigOp(new ConfigEntry(name, value), operation))))
                .all()
                .get();
    }

    @Test
    void allConfigsOfATopicAreDescribed() throws Exception {
        Config config = describe(TOPIC);

        assertThat(config.entries())
                .extracting(ConfigEntry::name)
                .containsExactlyInAnyOrderElementsOf(
                        TopicConfigs.keys().stream().map(TopicConfigKey::name).toList());
        assertThat(config.get("retention.ms").value()).isEqualTo("1000");
        assertThat(config.get("retention.ms").source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
        assertThat(config.get("flush.ms").value()).isEqualTo("5");
        assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
        assertThat(config.get("cleanup.policy").source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        assertThat(config.get("cleanup.policy").type()).isEqualTo(ConfigEntry.ConfigType.LIST);
        assertThat(config.get("max.message.bytes").value()).isEqualTo("1048588");
    }

    @Test
    void synonymsAndDocumentationComeToWhoAsks() throws Exception {
        var options = new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true);
        ConfigEntry entry = admin.describeConfigs(List.of(TOPIC), options)
                .all()
                .get()
                .get(TOPIC)
                .get("retention.ms");

        assertThat(entry.documentation()).contains("retain");
        assertThat(entry.synonyms())
                .extracting(synonym -> synonym.name() + "=" + synonym.value())
                .containsExactly("retention.ms=1000", "log.retention.ms=604800000");
    }

    @Test
    void brokersAreDescribedAndCannotBeAltered() throws Exception {
        var broker = new ConfigResource(ConfigResource.Type.BROKER, "" + fixture.nodeId);

        assertThat(describe(broker).get("num.partitions").value())
                .isEqualTo("" + CatalogFixture.DEFAULT_PARTITION_COUNT);
        assertThat(describe(broker).get("message.max.bytes").isReadOnly()).isTrue();
        assertThat(describe(new ConfigResource(ConfigResource.Type.BROKER, "")).entries())
                .isEmpty();
        assertThatThrownBy(() -> admin.incrementalAlterConfigs(Map.of(
                                new ConfigResource(ConfigResource.Type.BROKER, ""),
                                List.of(new AlterConfigOp(new ConfigEntry("log.retention.ms", "1"), OpType.SET))))
                        .all()
                        .get())
                .hasCauseInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void whatDoesNotExistHasNoConfigs() {
        assertThatThrownBy(() -> describe(new ConfigResource(ConfigResource.Type.TOPIC, "b")))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        assertThatThrownBy(() -> describe(new ConfigResource(ConfigResource.Type.TOPIC, "..")))
                .hasCauseInstanceOf(InvalidTopicException.class);
        assertThatThrownBy(() -> describe(new ConfigResource(ConfigResource.Type.GROUP, "g")))
                .hasCauseInstanceOf(InvalidRequestException.class);
    }

    @Test
    void configsAreSetAndUnset() throws Exception {
        alter(OpType.SET, "max.message.bytes", "2000");
        alter(OpType.DELETE, "retention.ms", null);

        Config config = describe(TOPIC);
        assertThat(config.get("max.message.bytes").value()).isEqualTo("2000");
        assertThat(config.get("retention.ms").value()).isEqualTo("604800000");
        assertThat(fixture.cluster.catalog().topic("a").orElseThrow().configs())
                .containsExactlyEntriesOf(new TreeMap<>(Map.of("flush.ms", "5", "max.message.bytes", "2000")));
    }

    @Test
    void listsGrowAndShrink() throws Exception {
        alter(OpType.APPEND, "cleanup.policy", "compact");
        assertThat(describe(TOPIC).get("cleanup.policy").value()).isEqualTo("delete,compact");
        alter(OpType.APPEND, "cleanup.policy", "compact");
        assertThat(describe(TOPIC).get("cleanup.policy").value()).isEqualTo("delete,compact");
        alter(OpType.SUBTRACT, "cleanup.policy", "delete");
        assertThat(describe(TOPIC).get("cleanup.policy").value()).isEqualTo("compact");
    }

    @Test
    void whatCannotBeIsRefusedAndNothingOfItHappens() throws Exception {
        Map<String, String> before =
                Map.copyOf(fixture.cluster.catalog().topic("a").orElseThrow().configs());

        assertThatThrownBy(() -> alter(OpType.SET, "nonsense", "1"))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> alter(OpType.SET, "retention.ms", "soon"))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> alter(OpType.APPEND, "retention.ms", "1"))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> alter(OpType.SUBTRACT, "nonsense", "1"))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> alter(OpType.APPEND, "cleanup.policy", "shred"))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        var both = List.of(
                new AlterConfigOp(new ConfigEntry("retention.ms", "7"), OpType.SET),
                new AlterConfigOp(new ConfigEntry("remote.storage.enable", "true"), OpType.SET));
        assertThatThrownBy(() ->
                        admin.incrementalAlterConfigs(Map.of(TOPIC, both)).all().get())
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no second tier");
        assertThat(fixture.cluster.catalog().topic("a").orElseThrow().configs()).isEqualTo(before);
    }

    /// What is written would have to be written anew.
    @Test
    void whatIsChosenWhenATopicIsCreatedStaysSo() throws Exception {
        String name = "varve.table.partition";
        assertThatThrownBy(() -> alter(OpType.SET, name, "day"))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("chosen when a topic is created")
                .hasMessageContaining("'none'");
        alter(OpType.SET, name, "none");

        var daily = new NewTopic("daily", 1, (short) 1).configs(Map.of(name, "day"));
        admin.createTopics(List.of(daily)).all().get();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, "daily");
        assertThat(describe(resource).get(name).value()).isEqualTo("day");
        var unset = List.of(new AlterConfigOp(new ConfigEntry(name, null), OpType.DELETE));
        assertThatThrownBy(() -> admin.incrementalAlterConfigs(Map.of(resource, unset))
                        .all()
                        .get())
                .hasCauseInstanceOf(InvalidConfigurationException.class);
        assertThat(describe(resource).get(name).value()).isEqualTo("day");

        var hourly = new NewTopic("hourly", 1, (short) 1).configs(Map.of(name, "hour"));
        assertThatThrownBy(() -> admin.createTopics(List.of(hourly)).all().get())
                .hasCauseInstanceOf(InvalidConfigurationException.class);
    }

    /// As on Kafka, also of a name that no config has.
    @Test
    void whatIsNotSetCanBeUnset() throws Exception {
        alter(OpType.DELETE, "max.message.bytes", null);
        alter(OpType.DELETE, "nonsense", null);

        assertThat(fixture.cluster.catalog().topic("a").orElseThrow().configs())
                .containsOnlyKeys("retention.ms", "flush.ms");
    }

    @Test
    void aConfigIsNamedOnceAndHasAValue() throws Exception {
        var twice = List.of(
                new AlterConfigOp(new ConfigEntry("retention.ms", "7"), OpType.SET),
                new AlterConfigOp(new ConfigEntry("retention.ms", null), OpType.DELETE));

        assertThatThrownBy(() -> admin.incrementalAlterConfigs(Map.of(TOPIC, twice))
                        .all()
                        .get())
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("duplicate config keys");
        assertThatThrownBy(() -> alter(OpType.SET, "retention.ms", null))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Null value not supported for : retention.ms");
        assertThat(describe(TOPIC).get("retention.ms").value()).isEqualTo("1000");
    }

    @Test
    void whatHasConfigsIsListed() throws Exception {
        int down = fixture.announce(1, "zone-b");
        fixture.declareDown(down);
        fixture.alterGroup("g", "consumer.heartbeat.interval.ms", "6000");

        assertThat(admin.listConfigResources().all().get())
                .containsExactlyInAnyOrder(
                        TOPIC,
                        new ConfigResource(ConfigResource.Type.BROKER, "" + fixture.nodeId),
                        new ConfigResource(ConfigResource.Type.GROUP, "g"));
        assertThat(listed(Set.of(ConfigResource.Type.GROUP)))
                .containsExactly(new ConfigResource(ConfigResource.Type.GROUP, "g"));
        assertThat(listed(Set.of(ConfigResource.Type.CLIENT_METRICS))).isEmpty();
        assertThatThrownBy(() -> listed(Set.of(ConfigResource.Type.UNKNOWN)))
                .hasCauseInstanceOf(UnsupportedVersionException.class);
    }

    /// The version before the one with types is about client metrics alone, of which there are none.
    @Test
    void theOldWayOfListingKnowsNothingElse() throws Exception {
        var client = fixture.raw();
        client.send(ApiKeys.LIST_CONFIG_RESOURCES, 0, 1, new ListConfigResourcesRequestData());
        var response = new ListConfigResourcesResponseData();
        client.receive(ApiKeys.LIST_CONFIG_RESOURCES, 0, response);

        assertThat(response.errorCode()).isEqualTo(Errors.NONE.code());
        assertThat(response.configResources()).isEmpty();
    }

    private Collection<ConfigResource> listed(Set<ConfigResource.Type> types) throws Exception {
        return admin.listConfigResources(types, new ListConfigResourcesOptions())
                .all()
                .get();
    }

    @Test
    void validatingAltersNothing() throws Exception {
        var change = Map.of(TOPIC, (Collection<AlterConfigOp>)
                List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "7"), OpType.SET)));
        admin.incrementalAlterConfigs(change, new AlterConfigsOptions().validateOnly(true))
                .all()
                .get();

        assertThat(describe(TOPIC).get("retention.ms").value()).isEqualTo("1000");
    }

    @Test
    void theOldWayOfAlteringReplacesAllConfigs() throws Exception {
        var configs = new AlterableConfigCollection();
        configs.add(new AlterableConfig().setName("retention.bytes").setValue("77"));
        var resources = new AlterConfigsResourceCollection();
        resources.add(new AlterConfigsResource()
                .setResourceType(ConfigResource.Type.TOPIC.id())
                .setResourceName("a")
                .setConfigs(configs));
        var client = fixture.raw();
        client.send(ApiKeys.ALTER_CONFIGS, 2, 1, new AlterConfigsRequestData().setResources(resources));
        var response = new AlterConfigsResponseData();
        client.receive(ApiKeys.ALTER_CONFIGS, 2, response);

        assertThat(response.responses())
                .singleElement()
                .matches(r -> r.errorCode() == Errors.NONE.code())
                .matches(r -> r.errorMessage() == null);
        assertThat(fixture.cluster.catalog().topic("a").orElseThrow().configs())
                .containsExactlyEntriesOf(new TreeMap<>(Map.of("retention.bytes", "77")));
    }
}
