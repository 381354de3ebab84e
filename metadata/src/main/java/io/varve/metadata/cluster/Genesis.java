package io.varve.metadata.cluster;

import io.varve.core.CrashPoint;
import io.varve.core.Doors;
import io.varve.metadata.catalog.CatalogDraft;
import io.varve.metadata.catalog.CatalogState;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Finds out whose stores these are, or begins a cluster in empty ones.
///
/// The bucket's marker is written first and entry 0 of `meta` second, each at most once, so that nodes which begin
/// together agree. A marker without an entry is a beginning that a crash interrupted, but only while the bucket holds
/// nothing else of that cluster; otherwise the journal was lost.
///
/// ```
///   bucket   journal    bucket's objects
///   empty    empty                        begin
///   marker   empty      none              finish the beginning
///   marker   empty      some              refuse: the journal was lost
///   empty    entry 0                      refuse: the bucket was lost, or is another's
///   marker   entry 0                      the same identity, or refuse with both
/// ```
final class Genesis {

    private final Stores stores;
    private final Doors doors;

    Genesis(Stores stores, Doors doors) {
        this.stores = stores;
        this.doors = doors;
    }

    /// @param shards how many shards a new cluster gets
    ClusterIdentity identify(ShardCounts shards) {
        // Read in the other order than written: a marker that is missing after an entry was seen is not about to come.
        Optional<ClusterIdentity> first = readFirstEntry();
        Optional<ClusterIdentity> marker = readMarker();
        if (marker.isEmpty() && first.isPresent()) {
            throw new ClusterException("the journal belongs to cluster " + first.get()
                    + " and the object store has no cluster: check that both belong together");
        }
        if (marker.isEmpty()) {
            createMarker(new ClusterIdentity(doors.entropy().nextId(), 1));
            marker = readMarker();
        }
        ClusterIdentity identity = marker.orElseThrow();
        if (first.isEmpty()) {
            first = Optional.of(begin(identity, shards));
        }
        if (!first.get().equals(identity)) {
            throw new ClusterException("the object store belongs to cluster " + identity + ", the journal to cluster "
                    + first.get() + ": check that both belong together");
        }
        return identity;
    }

    private ClusterIdentity begin(ClusterIdentity identity, ShardCounts shards) {
        if (!stores.objects().list(identity.clusterId() + "/", "", 1).objects().isEmpty()) {
            // They came after entry 0, which another node may have written since this one looked.
            return readFirstEntry()
                    .orElseThrow(() -> new ClusterException("the object store holds data of cluster " + identity
                            + " and the journal is empty: the journal was lost, or is another one"));
        }
        Entry entry = firstEntry(identity, shards);
        doors.crashPoints().reach(CrashPoint.BEFORE_APPEND);
        stores.journal().append(ShardId.META, 0, entry.encode());
        doors.crashPoints().reach(CrashPoint.AFTER_APPEND);
        // Whatever became of that append, entry 0 tells.
        return readFirstEntry()
                .orElseThrow(
                        () -> new ClusterException("the journal did not take the cluster's first entry: try again"));
    }

    private Entry firstEntry(ClusterIdentity identity, ShardCounts shards) {
        var genesis =
                new CatalogCommand.Genesis(identity.clusterId(), identity.generation(), shards.data(), shards.group());
        CatalogDraft draft = new CatalogState().draft(stores.clockGuard().wallMs());
        draft.apply(genesis);
        return new Entry(
                new CommitId(doors.entropy().nextId(), 0),
                draft.timeMs(),
                List.of(genesis),
                draft.verdictHash(),
                ByteBuffer.allocate(0));
    }

    private Optional<ClusterIdentity> readMarker() {
        return ClusterIdentity.of(stores.objects());
    }

    private void createMarker(ClusterIdentity identity) {
        ObjectStore objects = stores.objects();
        doors.crashPoints().reach(CrashPoint.BEFORE_PUT);
        objects.create(ClusterIdentity.MARKER_KEY, Payload.of(identity.encode()));
        doors.crashPoints().reach(CrashPoint.AFTER_PUT);
    }

    /// Entry 0 or, once that is trimmed, nothing: then the snapshot tells, see [Cluster#open].
    private Optional<ClusterIdentity> readFirstEntry() {
        TailPage page = stores.journal().read(ShardId.META, 0, 1);
        if (page.entries().isEmpty()) {
            return Optional.empty();
        }
        if (page.firstSequence() > 0) {
            return readMarker();
        }
        Entry entry = Entry.decode(0, page.entries().getFirst());
        return entry.commands().stream()
                .filter(CatalogCommand.Genesis.class::isInstance)
                .map(CatalogCommand.Genesis.class::cast)
                .map(genesis -> new ClusterIdentity(genesis.clusterId(), genesis.generation()))
                .findFirst();
    }
}
