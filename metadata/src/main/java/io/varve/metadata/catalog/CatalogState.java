package io.varve.metadata.catalog;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.core.TopicId;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The state of the `meta` shard: one [Catalog] after another. Catalog entries are rare, so each makes new maps.
public final class CatalogState implements ShardState<CatalogDraft> {

    private static final int FORMAT = 4;

    private long appliedSequence = -1;
    private long timeMs;
    private Catalog catalog = Catalog.EMPTY;

    /// The catalog as of [#appliedSequence].
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public CatalogDraft draft(long timeMs) {
        return new CatalogDraft(this, timeMs);
    }

    @Override
    public void install(CatalogDraft draft) {
        draft.requireNextOf(this);
        catalog = draft.result();
        appliedSequence = draft.sequence();
        timeMs = draft.timeMs();
    }

    @Override
    public long appliedSequence() {
        return appliedSequence;
    }

    @Override
    public long timeMs() {
        return timeMs;
    }

    @Override
    public ShardFacts facts() {
        return catalog.facts();
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(FORMAT).zigzag(appliedSequence).i64(timeMs);
        catalog.facts().write(out);
        out.varint(catalog.genesis().isPresent() ? 1 : 0);
        catalog.genesis()
                .ifPresent(genesis -> out.id(genesis.clusterId())
                        .varint(genesis.generation())
                        .varint(genesis.dataShards())
                        .varint(genesis.groupShards()));
        out.varint(catalog.topicsById().size());
        new TreeMap<>(catalog.topicsById()).values().forEach(topic -> topic.write(out));
        out.varint(catalog.closing().size());
        catalog.closing().forEach((topicId, shard) -> out.topicId(topicId).string(shard.name()));
        out.varint(catalog.tables().size());
        catalog.tables().forEach((topicId, metadata) -> metadata.write(out.topicId(topicId)));
        out.varint(catalog.groupConfigs().size());
        new TreeMap<>(catalog.groupConfigs()).forEach((groupId, configs) -> {
            out.string(groupId).varint(configs.size());
            configs.forEach((name, value) -> out.string(name).string(value));
        });
        out.varint(catalog.nodes().size());
        catalog.nodes().values().forEach(node -> node.write(out));
        out.varint(catalog.nextNodeId())
                .varint(catalog.nextProducerId())
                .varint(catalog.epoch())
                .i64(catalog.tickedMs())
                .i64(catalog.workedMs());
    }

    /// @throws MalformedDataException if the bytes are no state of the `meta` shard
    public static CatalogState read(ByteReader in) {
        int format = in.u8();
        if (format != FORMAT) {
            throw new MalformedDataException(
                    "a catalog snapshot of format " + format + ", another version of Varve wrote it");
        }
        var state = new CatalogState();
        state.appliedSequence = in.zigzag();
        state.timeMs = in.i64();
        ShardFacts facts = ShardFacts.read(in);
        Optional<Catalog.Genesis> genesis = readGenesis(in);
        var byName = new HashMap<String, Topic>();
        var byId = new HashMap<TopicId, Topic>();
        int topics = in.count(30);
        for (int t = 0; t < topics; t++) {
            Topic topic = Topic.read(in);
            byName.put(topic.name(), topic);
            byId.put(topic.id(), topic);
        }
        int closingCount = in.count(17);
        var closing = new TreeMap<TopicId, ShardId>();
        for (int c = 0; c < closingCount; c++) {
            closing.put(in.topicId(), new ShardId(in.string()));
        }
        int tableCount = in.count(35);
        var tables = new TreeMap<TopicId, ObjectRef>();
        for (int t = 0; t < tableCount; t++) {
            tables.put(in.topicId(), ObjectRef.read(in));
        }
        Map<String, SortedMap<String, String>> groupConfigs = readGroupConfigs(in);
        int nodeCount = in.count(24);
        var nodes = new TreeMap<Integer, Node>();
        for (int n = 0; n < nodeCount; n++) {
            Node node = Node.read(in);
            nodes.put(node.id(), node);
        }
        state.catalog = new Catalog(
                genesis,
                Map.copyOf(byName),
                Map.copyOf(byId),
                Collections.unmodifiableSortedMap(closing),
                Collections.unmodifiableSortedMap(tables),
                groupConfigs,
                Collections.unmodifiableSortedMap(nodes),
                in.varint32(),
                in.varint(),
                in.varint(),
                in.i64(),
                in.i64(),
                facts);
        in.end();
        return state;
    }

    private static Map<String, SortedMap<String, String>> readGroupConfigs(ByteReader in) {
        int groups = in.count(4);
        var groupConfigs = new HashMap<String, SortedMap<String, String>>();
        for (int g = 0; g < groups; g++) {
            String groupId = in.string();
            int count = in.count(2);
            var configs = new TreeMap<String, String>();
            for (int c = 0; c < count; c++) {
                configs.put(in.string(), in.string());
            }
            groupConfigs.put(groupId, Collections.unmodifiableSortedMap(configs));
        }
        return Map.copyOf(groupConfigs);
    }

    private static Optional<Catalog.Genesis> readGenesis(ByteReader in) {
        if (in.varint() == 0) {
            return Optional.empty();
        }
        Id128 clusterId = in.id();
        return Optional.of(new Catalog.Genesis(clusterId, in.varint32(), in.varint32(), in.varint32()));
    }
}
