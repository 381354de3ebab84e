package io.varve.metadata.catalog;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.TopicId;
import io.varve.metadata.journal.ShardId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A topic of the catalog.
///
/// Immutable.
///
/// @param partitionCount what the catalog asks for
/// @param settledPartitions how many of them the topic's shard is known to have opened
/// @param configs those that differ from the cluster's defaults
/// @param createdMs entry time of its creation
public record Topic(
        String name,
        TopicId id,
        int partitionCount,
        int settledPartitions,
        ShardId shard,
        SortedMap<String, String> configs,
        long createdMs) {

    public Topic {
        configs = Collections.unmodifiableSortedMap(new TreeMap<>(configs));
    }

    /// Whether the topic's shard has done all that the catalog asks.
    public boolean settled() {
        return settledPartitions == partitionCount;
    }

    Topic withPartitions(int count) {
        return new Topic(name, id, count, settledPartitions, shard, configs, createdMs);
    }

    Topic withSettled(int count) {
        return new Topic(name, id, partitionCount, count, shard, configs, createdMs);
    }

    Topic withConfigs(SortedMap<String, String> changed) {
        return new Topic(name, id, partitionCount, settledPartitions, shard, changed, createdMs);
    }

    void write(ByteWriter out) {
        out.string(name)
                .topicId(id)
                .varint(partitionCount)
                .varint(settledPartitions)
                .string(shard.name())
                .i64(createdMs)
                .varint(configs.size());
        configs.forEach((key, value) -> out.string(key).string(value));
    }

    static Topic read(ByteReader in) {
        String name = in.string();
        TopicId id = in.topicId();
        int partitionCount = in.varint32();
        int settledPartitions = in.varint32();
        var shard = new ShardId(in.string());
        long createdMs = in.i64();
        int count = in.count(2);
        var configs = new TreeMap<String, String>();
        for (int i = 0; i < count; i++) {
            configs.put(in.string(), in.string());
        }
        return new Topic(name, id, partitionCount, settledPartitions, shard, configs, createdMs);
    }
}
