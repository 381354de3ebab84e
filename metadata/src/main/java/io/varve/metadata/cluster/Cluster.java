package io.varve.metadata.cluster;

import io.varve.core.Doors;
import io.varve.core.Id128;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.CatalogDraft;
import io.varve.metadata.catalog.CatalogState;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.group.GroupDraft;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.Replica;
import io.varve.metadata.replica.ReplicaParts;
import io.varve.metadata.replica.Snapshots;
import io.varve.metadata.replica.StateKind;
import io.varve.metadata.replica.VoidMarkers;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.ShardState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A cluster as one process sees it. Opening it finds out whose stores these are, loads every shard up to its tail and
/// starts to follow them.
///
/// Thread-safe.
public final class Cluster implements AutoCloseable {

    private final ClusterIdentity identity;
    private final Opener opener;
    private final Id128 incarnation;
    private final Shard<CatalogState, CatalogDraft> meta;
    private final SortedMap<ShardId, Shard<LogState, LogDraft>> dataShards;
    private final GroupShards groupShards;
    private final ObjectWriter objectWriter = new ObjectWriter(this);
    private final ProducerIds producerIds = new ProducerIds(this);
    private final TransactionOperations transactions;
    private final List<AutoCloseable> upkeep = new ArrayList<>();

    /// Shards are opened by several threads.
    private final List<AutoCloseable> groupUpkeep = new CopyOnWriteArrayList<>();

    private Cluster(
            ClusterIdentity identity,
            Opener opener,
            Shard<CatalogState, CatalogDraft> meta,
            SortedMap<ShardId, Shard<LogState, LogDraft>> dataShards) {
        this.identity = identity;
        this.opener = opener;
        this.incarnation = opener.doors().entropy().nextId();
        this.meta = meta;
        this.dataShards = Collections.unmodifiableSortedMap(dataShards);
        this.groupShards = new GroupShards(this::openGroupShard);
        this.transactions = new TransactionOperations(this, producerIds);
    }

    /// @throws ClusterException if the stores do not belong together
    /// @throws io.varve.metadata.replica.ReplicaHaltedException if a shard cannot be loaded
    /// @throws io.varve.metadata.replica.ClockSkewException if the cluster is new and this node's clock is wrong
    public static Cluster open(Stores stores, ClusterSettings settings, Doors doors) {
        ClusterIdentity identity = new Genesis(stores, doors).identify(settings.shards());
        var parts = new ReplicaParts(
                stores.journal(),
                new Snapshots(stores.objects(), identity.clusterId()),
                new FooterRunTables(stores.objects(), identity.clusterId()),
                new VoidMarkers(stores.objects(), identity.clusterId()),
                doors);
        var opener = new Opener(stores, settings, doors, parts);
        Shard<CatalogState, CatalogDraft> meta = opener.open(ShardId.META, StateKind.CATALOG);
        Catalog.Genesis genesis = genesisOf(meta, identity);
        var dataShards = new TreeMap<ShardId, Shard<LogState, LogDraft>>();
        for (int number = 0; number < genesis.dataShards(); number++) {
            ShardId id = ShardId.data(number);
            dataShards.put(id, opener.open(id, StateKind.LOG));
        }
        return new Cluster(identity, opener, meta, dataShards);
    }

    /// Begins the work that keeps shards in order, for as long as the cluster is open. All of it appends, so it
    /// is for nodes that do.
    public void startUpkeep(UpkeepSettings settings) {
        upkeep.addAll(Upkeep.start(this, opener.parts(), stores().clockGuard(), settings));
    }

    private record Opener(Stores stores, ClusterSettings settings, Doors doors, ReplicaParts parts) {

        <S extends ShardState<D>, D extends Draft> Shard<S, D> open(ShardId id, StateKind<S, D> kind) {
            Shard<S, D> shard = openUnfollowed(id, kind);
            if (stores.journal().shared()) {
                shard.tailer().start();
            }
            return shard;
        }

        /// For whoever asks the replica to be fresh when it has to be.
        <S extends ShardState<D>, D extends Draft> Shard<S, D> openUnfollowed(ShardId id, StateKind<S, D> kind) {
            var replica = new Replica<>(id, kind, parts);
            replica.open();
            return Shard.start(replica, stores, settings.pace(), doors);
        }
    }

    private static Catalog.Genesis genesisOf(Shard<CatalogState, CatalogDraft> meta, ClusterIdentity identity) {
        Catalog.Genesis genesis = meta.replica()
                .query(CatalogState::catalog)
                .genesis()
                .orElseThrow(() -> new ClusterException("the journal does not begin with the cluster's first entry"));
        var begun = new ClusterIdentity(genesis.clusterId(), genesis.generation());
        if (!begun.equals(identity)) {
            throw new ClusterException("the object store belongs to cluster " + identity + ", the journal to cluster "
                    + begun + ": check that both belong together");
        }
        return genesis;
    }

    public Id128 clusterId() {
        return identity.clusterId();
    }

    /// This life of this process, under which it writes objects.
    public Id128 incarnation() {
        return incarnation;
    }

    public Stores stores() {
        return opener.stores();
    }

    public Doors doors() {
        return opener.doors();
    }

    /// Writes what is not a write-ahead object.
    public ObjectWriter objectWriter() {
        return objectWriter;
    }

    public Shard<CatalogState, CatalogDraft> meta() {
        return meta;
    }

    /// The catalog as this process knows it; [#freshCatalog] for answers that must not be stale.
    public Catalog catalog() {
        return meta.replica().query(CatalogState::catalog);
    }

    /// The catalog, with everything that was durable when this was called.
    public Catalog freshCatalog() {
        meta.replica().refresh();
        return catalog();
    }

    /// Moves what lies in journal entries into bundles now, however young it is.
    public void moveInlined() {
        var bundles = new Bundles(this);
        dataShards.values().forEach(shard -> new Mover(this, shard, Duration.ZERO, bundles).moveIfDue());
    }

    /// When a log or a table last changed, by entry time: nothing has become garbage since.
    public long workedMs() {
        return Math.max(
                catalog().workedMs(),
                dataShards.values().stream()
                        .mapToLong(shard -> shard.replica().query(LogState::workedMs))
                        .max()
                        .orElse(0));
    }

    /// Whether nothing has become garbage since the journal epoch last moved on. Entries of different shards
    /// have the times of different nodes' clocks, which may differ by as much as two clocks that are held for
    /// right.
    public boolean isIdle() {
        return workedMs() + 2 * ClockGuard.MAX_SKEW.toMillis() < catalog().tickedMs();
    }

    /// What the shards name, by the snapshots that every node would start from; empty until those of all shards
    /// know of the last sweep.
    public Optional<NamedObjects> namedObjects() {
        return NamedObjects.read(this, opener.parts().snapshots());
    }

    /// Changes transactions.
    public TransactionOperations transactions() {
        return transactions;
    }

    /// Gives ids to idempotent producers.
    public ProducerIds producerIds() {
        return producerIds;
    }

    public Collection<Shard<LogState, LogDraft>> dataShards() {
        return dataShards.values();
    }

    /// @throws IllegalArgumentException if the cluster has no such shard
    public Shard<LogState, LogDraft> dataShard(ShardId id) {
        Shard<LogState, LogDraft> shard = dataShards.get(id);
        if (shard == null) {
            throw new IllegalArgumentException("this cluster has no data shard " + id);
        }
        return shard;
    }

    /// The shard that holds the topic's partitions.
    public Shard<LogState, LogDraft> shardOf(Topic topic) {
        return dataShard(topic.shard());
    }

    /// A group shard, loaded when it is first asked for and followed by nobody: whoever needs it fresh says so.
    ///
    /// @throws IllegalArgumentException if the cluster has no such shard
    public Shard<GroupState, GroupDraft> groupShard(int number) {
        if (number < 0 || number >= groupShardCount()) {
            throw new IllegalArgumentException("this cluster has no group shard " + number);
        }
        return groupShards.get(ShardId.group(number));
    }

    /// All shards that this process has loaded.
    public Stream<Shard<?, ?>> shards() {
        return Stream.of(Stream.of(meta), dataShards.values().stream(), groupShards.opened().stream())
                .flatMap(shards -> shards);
    }

    /// How many group shards there are, numbered from zero.
    public int groupShardCount() {
        return catalog().genesis().orElseThrow().groupShards();
    }

    private Shard<GroupState, GroupDraft> openGroupShard(ShardId id) {
        Shard<GroupState, GroupDraft> shard = opener.openUnfollowed(id, StateKind.GROUPS);
        groupUpkeep.addAll(Upkeep.startOfGroups(
                this, shard, opener.parts(), opener.settings().upkeep()));
        return shard;
    }

    /// Stops following and appending. The stores stay open: they are the caller's.
    @Override
    public void close() {
        for (AutoCloseable job : upkeep) {
            closeQuietly(job);
        }
        groupUpkeep.forEach(Cluster::closeQuietly);
        groupShards.close();
        dataShards.values().forEach(Shard::close);
        meta.close();
    }

    private static void closeQuietly(AutoCloseable job) {
        try {
            job.close();
        } catch (Exception e) {
            throw new IllegalStateException("a job's close does not throw", e);
        }
    }
}
