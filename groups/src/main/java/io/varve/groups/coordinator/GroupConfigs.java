package io.varve.groups.coordinator;

import io.varve.groups.GroupSettings;
import io.varve.kafka.catalog.ConfigKind;
import io.varve.kafka.config.ConfigKey;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.CatalogCommand.AlterGroup;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.coordinator.group.GroupConfig;
import org.apache.kafka.coordinator.group.GroupConfigManager;
import org.apache.kafka.coordinator.group.GroupCoordinatorConfig;
import org.apache.kafka.coordinator.group.modern.share.ShareGroupConfig;
import org.jspecify.annotations.Nullable;

/// What is set of groups: of all by whoever starts the node, and of single ones in the catalog. Names, defaults and
/// rules are Kafka's.
///
/// Thread-safe.
final class GroupConfigs implements ConfigKind {

    private final Cluster cluster;
    private final GroupCoordinatorConfig ofAll;
    private final ShareGroupConfig ofShareGroups;
    private final GroupConfigManager ofGroups;
    private final List<ConfigKey> keys;

    private final ReentrantLock telling = new ReentrantLock();

    /// What [#ofGroups] knows. Guarded by the lock.
    private Map<String, SortedMap<String, String>> told = Map.of();

    GroupConfigs(Cluster cluster, GroupSettings settings) {
        this.cluster = cluster;
        AbstractConfig config = config(settings);
        ofAll = new GroupCoordinatorConfig(config);
        ofShareGroups = new ShareGroupConfig(config);
        Map<String, ?> defaults = ofAll.extractGroupConfigMap(ofShareGroups);
        ofGroups = new GroupConfigManager(defaults, ofAll, ofShareGroups);
        keys = keys(new GroupConfig(defaults));
    }

    private static AbstractConfig config(GroupSettings settings) {
        Map<String, Object> properties = Map.of(
                GroupCoordinatorConfig.GROUP_MIN_SESSION_TIMEOUT_MS_CONFIG,
                Math.toIntExact(settings.minSessionTimeout().toMillis()),
                GroupCoordinatorConfig.GROUP_MAX_SESSION_TIMEOUT_MS_CONFIG,
                Math.toIntExact(settings.maxSessionTimeout().toMillis()),
                GroupCoordinatorConfig.GROUP_INITIAL_REBALANCE_DELAY_MS_CONFIG,
                Math.toIntExact(settings.initialRebalanceDelay().toMillis()),
                GroupCoordinatorConfig.GROUP_MAX_SIZE_CONFIG,
                settings.maxSize(),
                GroupCoordinatorConfig.CONSUMER_GROUP_MAX_SIZE_CONFIG,
                settings.maxSize(),
                GroupCoordinatorConfig.STREAMS_GROUP_MAX_SIZE_CONFIG,
                settings.maxSize(),
                GroupCoordinatorConfig.OFFSETS_RETENTION_MINUTES_CONFIG,
                Math.toIntExact(settings.offsetsRetention().toMinutes()));
        return new AbstractConfig(
                Utils.mergeConfigs(List.of(GroupCoordinatorConfig.CONFIG_DEF, ShareGroupConfig.CONFIG_DEF)),
                properties,
                false);
    }

    private static List<ConfigKey> keys(GroupConfig defaults) {
        return GroupConfig.configNames().stream()
                .sorted()
                .map(name -> new ConfigKey(
                        name,
                        typeOf(name),
                        ConfigDef.convertToString(defaults.values().get(name), typeOf(name)),
                        Optional.of(GroupConfig.brokerSynonym(name).orElse(name)),
                        defaults.documentationOf(name)))
                .toList();
    }

    private static ConfigDef.Type typeOf(String name) {
        return GroupConfig.configType(name)
                .orElseThrow(() -> new InvalidConfigurationException("Unknown group config name: " + name));
    }

    GroupCoordinatorConfig ofAll() {
        return ofAll;
    }

    GroupConfigManager ofGroups() {
        return ofGroups;
    }

    /// Has the coordinator know what the catalog says now. The catalog is read under the lock, so that nobody puts
    /// back what another has brought up to date.
    void update() {
        telling.lock();
        try {
            Map<String, SortedMap<String, String>> now = cluster.catalog().groupConfigs();
            if (now != told) {
                var groupIds = new TreeSet<>(told.keySet());
                groupIds.addAll(now.keySet());
                groupIds.forEach(groupId -> tell(groupId, told.get(groupId), now.get(groupId)));
                told = now;
            }
        } finally {
            telling.unlock();
        }
    }

    private void tell(
            String groupId, @Nullable SortedMap<String, String> before, @Nullable SortedMap<String, String> now) {
        if (!Objects.equals(before, now)) {
            var properties = new Properties();
            properties.putAll(now == null ? Map.of() : now);
            ofGroups.updateGroupConfig(groupId, properties);
        }
    }

    @Override
    public ConfigResource.Type type() {
        return ConfigResource.Type.GROUP;
    }

    @Override
    public ConfigSource source() {
        return ConfigSource.GROUP_CONFIG;
    }

    @Override
    public List<ConfigKey> keys() {
        return keys;
    }

    /// A group need not exist to have configs, so the catalog is fresh that says it has none.
    @Override
    public Resource named(String groupId) {
        if (groupId.isEmpty()) {
            throw new InvalidRequestException("Group name must not be empty");
        }
        return new Resource(
                cluster.freshCatalog().groupConfigs(groupId),
                changes -> cluster.meta().proposeAndWait(new AlterGroup(groupId, normal(changes))));
    }

    @Override
    public void validate(Map<String, String> own, Map<String, String> before) {
        try {
            GroupConfig.validate(own, ofAll, ofShareGroups);
        } catch (ConfigException e) {
            throw new InvalidConfigurationException(String.valueOf(e.getMessage()));
        }
    }

    /// Values as Kafka writes them: its coordinator cannot read all that its checks let pass, such as a blank
    /// before a number.
    private static SortedMap<String, Optional<String>> normal(SortedMap<String, Optional<String>> changes) {
        var normal = new TreeMap<String, Optional<String>>();
        changes.forEach((name, value) -> normal.put(name, value.map(text -> normal(name, text))));
        return normal;
    }

    private static String normal(String name, String text) {
        ConfigDef.Type type = typeOf(name);
        return ConfigDef.convertToString(ConfigDef.parseType(name, text, type), type);
    }
}
