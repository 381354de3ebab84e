package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.metadata.journal.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Commands of the `meta` shard. Kinds 16–31.
public sealed interface CatalogCommand extends Command {

    int GENESIS = 16;
    int CREATE_TOPIC = 17;
    int DELETE_TOPIC = 18;
    int ADD_PARTITIONS = 19;
    int ALTER_TOPIC = 20;
    int TOPIC_SETTLED = 21;
    int RESERVE_PRODUCER_IDS = 22;
    int TICK = 23;
    int NODE_UP = 24;
    int NODE_DOWN = 25;
    int ALTER_GROUP = 26;
    int PUBLISH_TABLE = 27;

    /// Entry 0 of `meta`: whose journal this is.
    ///
    /// @param generation raised by a person who restores a cluster from a copy
    record Genesis(Id128 clusterId, int generation, int dataShards, int groupShards) implements CatalogCommand {

        @Override
        public int kind() {
            return GENESIS;
        }

        @Override
        public void write(ByteWriter out) {
            out.id(clusterId).varint(generation).varint(dataShards).varint(groupShards);
        }

        static Genesis read(ByteReader in) {
            return new Genesis(in.id(), in.varint32(), in.varint32(), in.varint32());
        }
    }

    /// A name gets an id and a shard. The topic takes records once its shard has an OPEN.
    ///
    /// @param configs those that differ from the cluster's defaults
    record CreateTopic(
            String name, TopicId topicId, int partitionCount, ShardId shard, SortedMap<String, String> configs)
            implements CatalogCommand {

        @Override
        public int kind() {
            return CREATE_TOPIC;
        }

        @Override
        public void write(ByteWriter out) {
            out.string(name).topicId(topicId).varint(partitionCount).string(shard.name());
            writeConfigs(out, configs);
        }

        static CreateTopic read(ByteReader in) {
            return new CreateTopic(in.string(), in.topicId(), in.varint32(), new ShardId(in.string()), readConfigs(in));
        }
    }

    /// The name is free again; the topic's shard still has to CLOSE the id.
    record DeleteTopic(TopicId topicId) implements CatalogCommand {

        @Override
        public int kind() {
            return DELETE_TOPIC;
        }

        @Override
        public void write(ByteWriter out) {
            out.topicId(topicId);
        }

        static DeleteTopic read(ByteReader in) {
            return new DeleteTopic(in.topicId());
        }
    }

    /// The topic has this many partitions; never fewer than before.
    record AddPartitions(TopicId topicId, int partitionCount) implements CatalogCommand {

        @Override
        public int kind() {
            return ADD_PARTITIONS;
        }

        @Override
        public void write(ByteWriter out) {
            out.topicId(topicId).varint(partitionCount);
        }

        static AddPartitions read(ByteReader in) {
            return new AddPartitions(in.topicId(), in.varint32());
        }
    }

    /// Sets or (with an empty value) unsets configs of a topic.
    record AlterTopic(TopicId topicId, SortedMap<String, Optional<String>> changes) implements CatalogCommand {

        @Override
        public int kind() {
            return ALTER_TOPIC;
        }

        @Override
        public void write(ByteWriter out) {
            out.topicId(topicId);
            writeChanges(out, changes);
        }

        static AlterTopic read(ByteReader in) {
            return new AlterTopic(in.topicId(), readChanges(in));
        }
    }

    /// The topic's shard has done what the catalog asked of it last: OPEN for this many partitions, or CLOSE (0).
    record TopicSettled(TopicId topicId, int partitionCount) implements CatalogCommand {

        @Override
        public int kind() {
            return TOPIC_SETTLED;
        }

        @Override
        public void write(ByteWriter out) {
            out.topicId(topicId).varint(partitionCount);
        }

        static TopicSettled read(ByteReader in) {
            return new TopicSettled(in.topicId(), in.varint32());
        }
    }

    /// The next `count` producer ids belong to whoever appended this.
    record ReserveProducerIds(int count) implements CatalogCommand {

        @Override
        public int kind() {
            return RESERVE_PRODUCER_IDS;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(count);
        }

        static ReserveProducerIds read(ByteReader in) {
            return new ReserveProducerIds(in.varint32());
        }
    }

    /// The journal epoch moves on to this one. A no-op unless it is the next.
    record Tick(long epoch) implements CatalogCommand {

        @Override
        public int kind() {
            return TICK;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(epoch);
        }

        static Tick read(ByteReader in) {
            return new Tick(in.varint());
        }
    }

    /// A node serves, and how it is reached. A node that clients reach where there was one before has its number.
    record NodeUp(NodeAddress address, Id128 incarnation, List<NodeRole> roles, String zone, int featureLevel)
            implements CatalogCommand {

        public NodeUp {
            roles = List.copyOf(roles);
        }

        @Override
        public int kind() {
            return NODE_UP;
        }

        @Override
        public void write(ByteWriter out) {
            address.write(out);
            out.id(incarnation).varint(roles.size());
            roles.forEach(role -> out.u8(role.number()));
            out.string(zone).varint(featureLevel);
        }

        static NodeUp read(ByteReader in) {
            NodeAddress address = NodeAddress.read(in);
            Id128 incarnation = in.id();
            int count = in.count(1);
            var roles = new ArrayList<NodeRole>(count);
            for (int i = 0; i < count; i++) {
                roles.add(NodeRole.of(in.u8()));
            }
            return new NodeUp(address, incarnation, roles, in.string(), in.varint32());
        }
    }

    /// A node stopped, or others could not reach it. Refused if the node has started anew since.
    record NodeDown(int nodeId, Id128 incarnation) implements CatalogCommand {

        @Override
        public int kind() {
            return NODE_DOWN;
        }

        @Override
        public void write(ByteWriter out) {
            out.varint(nodeId).id(incarnation);
        }

        static NodeDown read(ByteReader in) {
            return new NodeDown(in.varint32(), in.id());
        }
    }

    /// Sets or (with an empty value) unsets configs of a group, which need not have members or offsets, now or
    /// ever.
    record AlterGroup(String groupId, SortedMap<String, Optional<String>> changes) implements CatalogCommand {

        @Override
        public int kind() {
            return ALTER_GROUP;
        }

        @Override
        public void write(ByteWriter out) {
            out.string(groupId);
            writeChanges(out, changes);
        }

        static AlterGroup read(ByteReader in) {
            return new AlterGroup(in.string(), readChanges(in));
        }
    }

    /// The topic's Iceberg table has another version. Refused unless the table still has the version that this one
    /// was made from.
    ///
    /// @param replaces the metadata of that version; empty if there was no table
    /// @param metadata of the new version
    record PublishTable(TopicId topicId, Optional<ObjectRef> replaces, ObjectRef metadata) implements CatalogCommand {

        @Override
        public int kind() {
            return PUBLISH_TABLE;
        }

        @Override
        public void write(ByteWriter out) {
            out.topicId(topicId).u8(replaces.isPresent() ? 1 : 0);
            replaces.ifPresent(replaced -> replaced.write(out));
            metadata.write(out);
        }

        static PublishTable read(ByteReader in) {
            TopicId topicId = in.topicId();
            Optional<ObjectRef> replaces = in.u8() == 1 ? Optional.of(ObjectRef.read(in)) : Optional.empty();
            return new PublishTable(topicId, replaces, ObjectRef.read(in));
        }
    }

    private static void writeConfigs(ByteWriter out, SortedMap<String, String> configs) {
        out.varint(configs.size());
        configs.forEach((name, value) -> out.string(name).string(value));
    }

    private static SortedMap<String, String> readConfigs(ByteReader in) {
        int count = in.count(2);
        var configs = new TreeMap<String, String>();
        for (int i = 0; i < count; i++) {
            configs.put(in.string(), in.string());
        }
        return configs;
    }

    private static void writeChanges(ByteWriter out, SortedMap<String, Optional<String>> changes) {
        out.varint(changes.size());
        changes.forEach((name, value) -> {
            out.string(name).u8(value.isPresent() ? 1 : 0);
            value.ifPresent(out::string);
        });
    }

    private static SortedMap<String, Optional<String>> readChanges(ByteReader in) {
        int count = in.count(2);
        var changes = new TreeMap<String, Optional<String>>();
        for (int i = 0; i < count; i++) {
            String name = in.string();
            changes.put(name, in.u8() == 1 ? Optional.of(in.string()) : Optional.empty());
        }
        return changes;
    }
}
