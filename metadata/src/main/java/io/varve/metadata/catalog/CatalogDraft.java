package io.varve.metadata.catalog;

import io.varve.core.TopicId;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.state.EntryDraft;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an entry changes in the catalog: a copy of whatever part its commands touch.
public final class CatalogDraft extends EntryDraft {

    private final Catalog base;

    private Optional<Catalog.Genesis> genesis;
    private @Nullable Map<String, Topic> byName;
    private @Nullable Map<TopicId, Topic> byId;
    private @Nullable SortedMap<TopicId, ShardId> closing;
    private @Nullable SortedMap<TopicId, ObjectRef> tables;
    private @Nullable Map<String, SortedMap<String, String>> groupConfigs;
    private @Nullable SortedMap<Integer, Node> nodes;
    private int nextNodeId;
    private long nextProducerId;
    private long epoch;
    private long tickedMs;
    private long workedMs;

    CatalogDraft(CatalogState state, long timeMs) {
        super(state, timeMs);
        this.base = state.catalog();
        this.genesis = base.genesis();
        this.nextNodeId = base.nextNodeId();
        this.nextProducerId = base.nextProducerId();
        this.epoch = base.epoch();
        this.tickedMs = base.tickedMs();
        this.workedMs = base.workedMs();
    }

    /// The catalog with all changes.
    Catalog result() {
        return new Catalog(
                genesis,
                byName == null ? base.topicsByName() : Map.copyOf(byName),
                byId == null ? base.topicsById() : Map.copyOf(byId),
                closing == null ? base.closing() : Collections.unmodifiableSortedMap(closing),
                tables == null ? base.tables() : Collections.unmodifiableSortedMap(tables),
                groupConfigs == null ? base.groupConfigs() : Map.copyOf(groupConfigs),
                nodes == null ? base.nodes() : Collections.unmodifiableSortedMap(nodes),
                nextNodeId,
                nextProducerId,
                epoch,
                tickedMs,
                workedMs,
                facts());
    }

    @Override
    public Outcome apply(Command command) {
        Outcome outcome = switch (command) {
            case CatalogCommand catalog -> applyCatalog(catalog);
            case ShardCommand shard -> applyShard(shard);
            case LogCommand _, TransactionCommand _, GroupCommand _ ->
                throw new IllegalStateException("the meta shard has no use for " + command);
        };
        if (outcome.changes()) {
            hash().mix(command.kind());
            switch (outcome) {
                case Outcome.ProducerIds ids -> hash().mix(ids.first());
                case Outcome.NodeNumber node -> hash().mix(node.nodeId());
                case Outcome.Applied applied -> {}
                case Outcome.Unchanged unchanged -> {}
                case Outcome.Refused refused -> {}
                case Outcome.Flushed flushed -> {}
                case Outcome.Producer producer -> {}
                case Outcome.InTransaction transaction -> {}
                case Outcome.AbortBegun abort -> {}
            }
        }
        return outcome;
    }

    private Outcome applyCatalog(CatalogCommand command) {
        return switch (command) {
            case CatalogCommand.Genesis first -> begin(first);
            case CatalogCommand.CreateTopic create -> create(create);
            case CatalogCommand.DeleteTopic delete -> delete(delete);
            case CatalogCommand.AddPartitions add -> addPartitions(add);
            case CatalogCommand.AlterTopic alter -> alterTopic(alter);
            case CatalogCommand.TopicSettled settled -> settle(settled);
            case CatalogCommand.ReserveProducerIds reserve -> reserve(reserve);
            case CatalogCommand.Tick tick -> tick(tick);
            case CatalogCommand.NodeUp up -> nodeUp(up);
            case CatalogCommand.NodeDown down -> nodeDown(down);
            case CatalogCommand.AlterGroup alter -> alterGroup(alter);
            case CatalogCommand.PublishTable publish -> publish(publish);
        };
    }

    private Outcome begin(CatalogCommand.Genesis first) {
        if (sequence() != 0 || genesis.isPresent()) {
            return new Outcome.Refused(Refusal.NOT_FIRST, "the cluster has begun already");
        }
        genesis = Optional.of(
                new Catalog.Genesis(first.clusterId(), first.generation(), first.dataShards(), first.groupShards()));
        return APPLIED;
    }

    private Outcome create(CatalogCommand.CreateTopic create) {
        if (names().containsKey(create.name())) {
            return new Outcome.Refused(Refusal.TOPIC_EXISTS, "Topic '" + create.name() + "' already exists.");
        }
        Optional<String> collision = collision(create.name());
        if (collision.isPresent()) {
            return new Outcome.Refused(
                    Refusal.TOPIC_NAME_COLLIDES,
                    "Topic '" + create.name() + "' collides with existing topic: " + collision.get());
        }
        if (create.partitionCount() <= 0) {
            return new Outcome.Refused(Refusal.INVALID_PARTITION_COUNT, "Number of partitions must be larger than 0.");
        }
        put(new Topic(
                create.name(),
                create.topicId(),
                create.partitionCount(),
                0,
                create.shard(),
                create.configs(),
                timeMs()));
        return APPLIED;
    }

    /// Kafka refuses a name that differs from another only in dots and underscores: metrics cannot tell them apart.
    private Optional<String> collision(String name) {
        if (name.indexOf('.') < 0 && name.indexOf('_') < 0) {
            return Optional.empty();
        }
        String folded = name.replace('.', '_');
        return names().keySet().stream()
                .filter(other -> other.length() == name.length()
                        && other.replace('.', '_').equals(folded))
                .findFirst();
    }

    private Outcome delete(CatalogCommand.DeleteTopic delete) {
        Topic topic = ids().get(delete.topicId());
        if (topic == null) {
            return unknownTopic(delete.topicId());
        }
        mutableIds().remove(topic.id());
        mutableNames().remove(topic.name());
        mutableClosing().put(topic.id(), topic.shard());
        if (tables().containsKey(topic.id())) {
            mutableTables().remove(topic.id());
        }
        workedMs = timeMs();
        return APPLIED;
    }

    private Outcome addPartitions(CatalogCommand.AddPartitions add) {
        Topic topic = ids().get(add.topicId());
        if (topic == null) {
            return unknownTopic(add.topicId());
        }
        if (add.partitionCount() <= topic.partitionCount()) {
            return new Outcome.Refused(
                    Refusal.INVALID_PARTITION_COUNT,
                    "Topic currently has " + topic.partitionCount() + " partitions, which is "
                            + (add.partitionCount() == topic.partitionCount()
                                    ? "already the requested number."
                                    : "higher than the requested " + add.partitionCount() + "."));
        }
        put(topic.withPartitions(add.partitionCount()));
        return APPLIED;
    }

    private Outcome alterTopic(CatalogCommand.AlterTopic alter) {
        Topic topic = ids().get(alter.topicId());
        if (topic == null) {
            return unknownTopic(alter.topicId());
        }
        SortedMap<String, String> configs = changed(topic.configs(), alter.changes());
        if (configs.equals(topic.configs())) {
            return UNCHANGED;
        }
        put(topic.withConfigs(configs));
        return APPLIED;
    }

    private Outcome alterGroup(CatalogCommand.AlterGroup alter) {
        SortedMap<String, String> before = groupConfigs().getOrDefault(alter.groupId(), Collections.emptySortedMap());
        SortedMap<String, String> configs = changed(before, alter.changes());
        if (configs.equals(before)) {
            return UNCHANGED;
        }
        if (configs.isEmpty()) {
            mutableGroupConfigs().remove(alter.groupId());
        } else {
            mutableGroupConfigs().put(alter.groupId(), configs);
        }
        return APPLIED;
    }

    private Outcome publish(CatalogCommand.PublishTable publish) {
        if (!ids().containsKey(publish.topicId())) {
            return unknownTopic(publish.topicId());
        }
        if (publish.metadata().epoch() < facts().sweptBelowEpoch()) {
            return new Outcome.Refused(
                    Refusal.OBJECT_SWEPT,
                    "epoch " + publish.metadata().epoch() + " of the table's metadata is swept, the bound is "
                            + facts().sweptBelowEpoch());
        }
        Optional<ObjectRef> present = Optional.ofNullable(tables().get(publish.topicId()));
        if (!present.equals(publish.replaces())) {
            return new Outcome.Refused(
                    Refusal.TABLE_CHANGED, "the table of topic " + publish.topicId() + " has changed meanwhile");
        }
        mutableTables().put(publish.topicId(), publish.metadata());
        workedMs = timeMs();
        return APPLIED;
    }

    private static SortedMap<String, String> changed(
            SortedMap<String, String> configs, SortedMap<String, Optional<String>> changes) {
        var changed = new TreeMap<>(configs);
        changes.forEach((name, value) -> {
            if (value.isPresent()) {
                changed.put(name, value.get());
            } else {
                changed.remove(name);
            }
        });
        return Collections.unmodifiableSortedMap(changed);
    }

    private Outcome settle(CatalogCommand.TopicSettled settled) {
        if (settled.partitionCount() == 0) {
            boolean known = closing().containsKey(settled.topicId());
            if (known) {
                mutableClosing().remove(settled.topicId());
            }
            return known ? APPLIED : UNCHANGED;
        }
        Topic topic = ids().get(settled.topicId());
        if (topic == null || settled.partitionCount() <= topic.settledPartitions()) {
            return UNCHANGED;
        }
        put(topic.withSettled(settled.partitionCount()));
        return APPLIED;
    }

    private Outcome reserve(CatalogCommand.ReserveProducerIds reserve) {
        long first = nextProducerId;
        nextProducerId = Math.addExact(nextProducerId, reserve.count());
        return new Outcome.ProducerIds(first, reserve.count());
    }

    private Outcome tick(CatalogCommand.Tick tick) {
        if (tick.epoch() != epoch + 1) {
            return UNCHANGED;
        }
        epoch = tick.epoch();
        tickedMs = timeMs();
        return APPLIED;
    }

    private Outcome nodeUp(CatalogCommand.NodeUp up) {
        int id = nodeIdOf(up.address());
        Node node = new Node(
                id, up.address(), up.incarnation(), up.roles(), up.zone(), up.featureLevel(), OptionalLong.empty());
        if (!node.equals(nodes().get(id))) {
            mutableNodes().put(id, node);
        }
        forgetNodes();
        return new Outcome.NodeNumber(id);
    }

    private int nodeIdOf(NodeAddress address) {
        for (Node node : nodes().values()) {
            if (node.address().isOfSameListener(address)) {
                return node.id();
            }
        }
        return nextNodeId++;
    }

    private Outcome nodeDown(CatalogCommand.NodeDown down) {
        Node node = nodes().get(down.nodeId());
        if (node == null || !node.up()) {
            return UNCHANGED;
        }
        if (!node.incarnation().equals(down.incarnation())) {
            return new Outcome.Refused(Refusal.STALE_INCARNATION, "node " + down.nodeId() + " has started anew");
        }
        mutableNodes().put(node.id(), node.down(timeMs()));
        forgetNodes();
        return APPLIED;
    }

    /// Whenever one comes or goes, those go that are gone for long.
    private void forgetNodes() {
        if (nodes().values().stream().anyMatch(node -> node.isForgotten(timeMs()))) {
            mutableNodes().values().removeIf(node -> node.isForgotten(timeMs()));
        }
    }

    private static Outcome unknownTopic(TopicId id) {
        return new Outcome.Refused(Refusal.UNKNOWN_TOPIC, "no topic has the id " + id);
    }

    private void put(Topic topic) {
        mutableIds().put(topic.id(), topic);
        mutableNames().put(topic.name(), topic);
    }

    private Map<String, Topic> names() {
        return byName == null ? base.topicsByName() : byName;
    }

    private Map<TopicId, Topic> ids() {
        return byId == null ? base.topicsById() : byId;
    }

    private SortedMap<TopicId, ShardId> closing() {
        return closing == null ? base.closing() : closing;
    }

    private SortedMap<TopicId, ObjectRef> tables() {
        return tables == null ? base.tables() : tables;
    }

    private SortedMap<TopicId, ObjectRef> mutableTables() {
        if (tables == null) {
            tables = new TreeMap<>(base.tables());
        }
        return tables;
    }

    private Map<String, SortedMap<String, String>> groupConfigs() {
        return groupConfigs == null ? base.groupConfigs() : groupConfigs;
    }

    private SortedMap<Integer, Node> nodes() {
        return nodes == null ? base.nodes() : nodes;
    }

    private Map<String, Topic> mutableNames() {
        if (byName == null) {
            byName = new HashMap<>(base.topicsByName());
        }
        return byName;
    }

    private Map<TopicId, Topic> mutableIds() {
        if (byId == null) {
            byId = new HashMap<>(base.topicsById());
        }
        return byId;
    }

    private SortedMap<TopicId, ShardId> mutableClosing() {
        if (closing == null) {
            closing = new TreeMap<>(base.closing());
        }
        return closing;
    }

    private Map<String, SortedMap<String, String>> mutableGroupConfigs() {
        if (groupConfigs == null) {
            groupConfigs = new HashMap<>(base.groupConfigs());
        }
        return groupConfigs;
    }

    private SortedMap<Integer, Node> mutableNodes() {
        if (nodes == null) {
            nodes = new TreeMap<>(base.nodes());
        }
        return nodes;
    }
}
