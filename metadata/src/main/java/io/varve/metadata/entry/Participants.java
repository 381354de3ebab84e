package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.TopicIdPartition;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a transaction writes to.
///
/// Immutable.
///
/// @param home partitions of the transactional id's home shard
/// @param dataShards partitions of other data shards, by the number of the shard
/// @param groupShards the numbers of shards of which the transaction commits offsets
public record Participants(
        SortedSet<TopicIdPartition> home,
        SortedMap<Integer, SortedSet<TopicIdPartition>> dataShards,
        SortedSet<Integer> groupShards) {

    public static final Participants NONE = of(Set.of(), Map.of(), Set.of());

    private static final int MIN_PARTITION_BYTES = 17;

    public Participants {
        home = Collections.unmodifiableSortedSet(home);
        dataShards = Collections.unmodifiableSortedMap(dataShards);
        groupShards = Collections.unmodifiableSortedSet(groupShards);
    }

    public static Participants of(
            Set<TopicIdPartition> home, Map<Integer, ? extends Set<TopicIdPartition>> dataShards, Set<Integer> groups) {
        var byShard = new TreeMap<Integer, SortedSet<TopicIdPartition>>();
        dataShards.forEach((shard, partitions) ->
                byShard.put(shard, Collections.unmodifiableSortedSet(new TreeSet<>(partitions))));
        return new Participants(new TreeSet<>(home), byShard, new TreeSet<>(groups));
    }

    /// Those of a transaction that commits offsets of a group of this shard.
    public static Participants ofGroupShard(int number) {
        return of(Set.of(), Map.of(), Set.of(number));
    }

    public boolean isEmpty() {
        return home.isEmpty() && dataShards.isEmpty() && groupShards.isEmpty();
    }

    public boolean containsAll(Participants others) {
        return home.containsAll(others.home)
                && groupShards.containsAll(others.groupShards)
                && others.dataShards.entrySet().stream()
                        .allMatch(other -> dataShards
                                .getOrDefault(other.getKey(), Collections.emptySortedSet())
                                .containsAll(other.getValue()));
    }

    public Participants plus(Participants others) {
        var allHome = new TreeSet<>(home);
        allHome.addAll(others.home);
        var allByShard = new TreeMap<Integer, Set<TopicIdPartition>>();
        dataShards.forEach((shard, partitions) -> allByShard.put(shard, new TreeSet<>(partitions)));
        others.dataShards.forEach((shard, partitions) ->
                allByShard.computeIfAbsent(shard, absent -> new TreeSet<>()).addAll(partitions));
        var allGroups = new TreeSet<>(groupShards);
        allGroups.addAll(others.groupShards);
        return of(allHome, allByShard, allGroups);
    }

    public Participants withoutHome() {
        return home.isEmpty() ? this : of(Set.of(), dataShards, groupShards);
    }

    public Participants withoutDataShard(int number) {
        var left = new TreeMap<>(dataShards);
        return left.remove(number) == null ? this : of(home, left, groupShards);
    }

    public Participants withoutGroupShard(int number) {
        var left = new TreeSet<>(groupShards);
        return left.remove(number) ? of(home, dataShards, left) : this;
    }

    public void write(ByteWriter out) {
        write(home, out);
        out.varint(dataShards.size());
        dataShards.forEach((shard, partitions) -> write(partitions, out.varint(shard)));
        out.varint(groupShards.size());
        groupShards.forEach(out::varint);
    }

    public static Participants read(ByteReader in) {
        var home = readPartitions(in);
        var byShard = new TreeMap<Integer, SortedSet<TopicIdPartition>>();
        for (int left = in.count(2); left > 0; left--) {
            byShard.put(in.varint32(), readPartitions(in));
        }
        var groups = new TreeSet<Integer>();
        for (int left = in.count(1); left > 0; left--) {
            groups.add(in.varint32());
        }
        return of(home, byShard, groups);
    }

    static void write(Set<TopicIdPartition> partitions, ByteWriter out) {
        out.varint(partitions.size());
        partitions.forEach(partition -> out.topicId(partition.topicId()).varint(partition.partition()));
    }

    static SortedSet<TopicIdPartition> readPartitions(ByteReader in) {
        var partitions = new TreeSet<TopicIdPartition>();
        for (int left = in.count(MIN_PARTITION_BYTES); left > 0; left--) {
            partitions.add(new TopicIdPartition(in.topicId(), in.varint32()));
        }
        return partitions;
    }
}
