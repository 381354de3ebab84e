package io.varve.metadata.catalog;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.state.ShardFacts;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The whole catalog at one sequence of the `meta` shard. Immutable, so that a request works on one version of it.
///
/// Maps are persistent in spirit: a new version copies only what an entry changed. See [CatalogState]. Those without an
/// order of their own have another one in every process.
///
/// @param epoch the journal epoch, under which objects are written now
/// @param closing topics that are deleted and that their shards have not closed yet, with their shard
/// @param tables the metadata of the present version of each topic's Iceberg table, where it has one
/// @param workedMs entry time of the last entry that published a table or deleted a topic: after it there may be
///     objects that nobody names any more
/// @param groupConfigs what was set of groups, by group id; a group whose configs are all defaults is not among them
public record Catalog(
        Optional<Genesis> genesis,
        Map<String, Topic> topicsByName,
        Map<TopicId, Topic> topicsById,
        SortedMap<TopicId, ShardId> closing,
        SortedMap<TopicId, ObjectRef> tables,
        Map<String, SortedMap<String, String>> groupConfigs,
        SortedMap<Integer, Node> nodes,
        int nextNodeId,
        long nextProducerId,
        long epoch,
        long tickedMs,
        long workedMs,
        ShardFacts facts) {

    static final Catalog EMPTY = new Catalog(
            Optional.empty(),
            Map.of(),
            Map.of(),
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            Map.of(),
            Collections.emptySortedMap(),
            1,
            0,
            0,
            0,
            0,
            ShardFacts.INITIAL);

    /// What entry 0 says.
    public record Genesis(Id128 clusterId, int generation, int dataShards, int groupShards) {}

    public Optional<Topic> topic(String name) {
        return Optional.ofNullable(topicsByName.get(name));
    }

    public Optional<Topic> topic(TopicId id) {
        return Optional.ofNullable(topicsById.get(id));
    }

    public Collection<Topic> topics() {
        return topicsById.values();
    }

    /// The metadata of the present version of the topic's Iceberg table, if it has one.
    public Optional<ObjectRef> table(TopicId id) {
        return Optional.ofNullable(tables.get(id));
    }

    /// The configs that a group has of its own.
    public SortedMap<String, String> groupConfigs(String groupId) {
        return groupConfigs.getOrDefault(groupId, Collections.emptySortedMap());
    }

    /// This catalog as it would be if it did not know a node.
    public Catalog without(int nodeId) {
        var others = new TreeMap<>(nodes);
        others.remove(nodeId);
        return new Catalog(
                genesis,
                topicsByName,
                topicsById,
                closing,
                tables,
                groupConfigs,
                Collections.unmodifiableSortedMap(others),
                nextNodeId,
                nextProducerId,
                epoch,
                tickedMs,
                workedMs,
                facts);
    }
}
