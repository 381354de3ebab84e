package io.varve.compactor.sweep;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.core.CrashPoint;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.NamedObjects;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.log.LogState;
import io.varve.metadata.state.ShardFacts;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import io.varve.storage.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the objects that nobody names any more, and those that never were named.
///
/// ```
///   SWEEP(E) in every shard ──► two confirmed snapshots of each know it ──► condemned: epoch below E, named by none
///                                                                               │ grace
///                                                                               ▼
///                                                                            deleted
/// ```
///
/// No clock is in the safety argument. After SWEEP(E) no shard newly names an object of an epoch below E, so
/// what the states that know the sweep do not name will never be named. An upload that is late by any time
/// lands in an old epoch and is found by the next sweep; if its append came later still, it is refused. The
/// grace only spares reads that were planned before. What is condemned stands in an object of its own, so that
/// the grace need not be over in one life of a process. Several may sweep at once: all of it can be repeated.
///
/// Of one thread; blocks it.
public final class Sweeper {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private static final int PAGE_KEYS = 1000;
    private static final int MAX_LIST_BYTES = 256 << 20;

    /// A list holds so many at most; more are condemned by the next turn.
    private static final int MAX_CONDEMNED = 1_000_000;

    private final Cluster cluster;
    private final Sweeping settings;
    private final OtherNames otherNames;
    private final CompactorCounts counts;

    /// By key. Read from the store in the beginning and with every sweep, since then kept.
    private final Map<String, CondemnedList> condemned = new TreeMap<>();

    private boolean listed;
    private long condemnedBelowEpoch;

    public Sweeper(Cluster cluster, Sweeping settings, OtherNames otherNames, CompactorCounts counts) {
        this.cluster = cluster;
        this.settings = settings;
        this.otherNames = otherNames;
        this.counts = counts;
    }

    public void sweepIfDue() {
        if (!listed) {
            readLists();
            listed = true;
        }
        deleteDue();
        condemnIfCovered();
        proposeIfDue();
    }

    private void readLists() {
        forEachKey(listsPrefix(cluster.clusterId()), key -> {
            if (!condemned.containsKey(key)) {
                readList(key).ifPresent(list -> condemned.put(key, list));
            }
            return true;
        });
    }

    private Optional<CondemnedList> readList(String key) {
        try {
            return Optional.of(CondemnedList.decode(objects().readAll(key, MAX_LIST_BYTES)));
        } catch (ObjectNotFoundException e) {
            // Another process has dealt with it meanwhile.
            return Optional.empty();
        } catch (MalformedDataException e) {
            dropList(key, e);
            return Optional.empty();
        } catch (StoreException e) {
            if (!e.objectIsLost()) {
                throw e;
            }
            dropList(key, e);
            return Optional.empty();
        }
    }

    /// Its objects are still there and still nobody's: the next sweep finds them again.
    private void dropList(String key, RuntimeException cause) {
        LOG.error("a list of objects to be deleted is damaged and is dropped key={}", key, cause);
        objects().delete(List.of(key));
    }

    private void deleteDue() {
        long nowMs = cluster.stores().clockGuard().wallMs();
        for (var entry : List.copyOf(condemned.entrySet())) {
            CondemnedList list = entry.getValue();
            Set<ObjectRef> due = list.objects().stream()
                    .filter(object -> list.condemnedMs() + graceMs(object) <= nowMs)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (due.isEmpty()) {
                continue;
            }
            due.removeAll(namedByTables(due));
            if (due.isEmpty()) {
                continue;
            }
            reach(CrashPoint.BEFORE_DELETE);
            objects().delete(due.stream().map(this::keyOf).toList());
            reach(CrashPoint.AFTER_DELETE);
            counts.deleted(due.size());
            LOG.info("objects deleted count={} condemned={}", due.size(), list.condemnedMs());
            List<ObjectRef> rest = list.objects().stream()
                    .filter(object -> !due.contains(object))
                    .toList();
            if (rest.isEmpty()) {
                objects().delete(List.of(entry.getKey()));
                condemned.remove(entry.getKey());
            } else {
                condemned.put(entry.getKey(), new CondemnedList(list.condemnedMs(), rest));
            }
        }
    }

    /// A node that was behind may have published a file that the log had let go. Its table will be put right;
    /// until what names the file has expired, it stays.
    private Set<ObjectRef> namedByTables(Set<ObjectRef> due) {
        boolean inTables = due.stream()
                .anyMatch(object -> object.kind() != ObjectRef.Kind.WAL && object.kind() != ObjectRef.Kind.BUNDLE);
        return inTables ? otherNames.of(cluster.freshCatalog().tables().values()) : Set.of();
    }

    private long graceMs(ObjectRef object) {
        return switch (object.kind()) {
            case WAL, BUNDLE -> settings.grace().toMillis();
            case SEGMENT, TABLE, MANIFEST -> settings.segmentGrace().toMillis();
        };
    }

    /// While the logs change, a sweep spares the epoch before the present one, under which uploads may be under
    /// way; in the end it takes all. Each waits until the snapshots of all shards know of the one before, and
    /// so this process has condemned what that one found: else there could always be one that none of them
    /// knows of.
    private void proposeIfDue() {
        Catalog catalog = cluster.catalog();
        boolean idle = cluster.isIdle();
        long sweptBelow = lowestBound(catalog);
        long belowEpoch = idle ? catalog.epoch() : catalog.epoch() - 1;
        boolean due = idle ? sweptBelow < belowEpoch : sweptBelow + settings.everyEpochs() <= belowEpoch;
        if (due && isCovered(catalog)) {
            cluster.meta().proposeAndWait(new ShardCommand.Sweep(belowEpoch));
            cluster.dataShards().forEach(shard -> shard.proposeAndWait(new ShardCommand.Sweep(belowEpoch)));
            LOG.info("objects of earlier epochs may no longer be named epoch={}", belowEpoch);
        }
    }

    private boolean isCovered(Catalog catalog) {
        return Stream.concat(
                        Stream.of(catalog.facts()),
                        cluster.dataShards().stream()
                                .map(shard -> shard.replica().query(LogState::facts)))
                .allMatch(ShardFacts::sweepIsCovered);
    }

    private long lowestBound(Catalog catalog) {
        return Stream.concat(
                        Stream.of(catalog.facts().sweptBelowEpoch()),
                        cluster.dataShards().stream()
                                .map(shard ->
                                        shard.replica().query(LogState::facts).sweptBelowEpoch()))
                .min(Long::compare)
                .orElseThrow();
    }

    private void condemnIfCovered() {
        if (lowestBound(cluster.catalog()) <= condemnedBelowEpoch) {
            return;
        }
        Optional<NamedObjects> covered = cluster.namedObjects();
        if (covered.isEmpty() || covered.get().belowEpoch() <= condemnedBelowEpoch) {
            return;
        }
        // Whoever wrote the other lists may be gone, or not know that they were written.
        readLists();
        NamedObjects named = covered.get();
        var spared = new HashSet<ObjectRef>(named.objects());
        spared.addAll(named.tables().values());
        spared.addAll(otherNames.of(named.tables().values()));
        spared.addAll(otherNames.of(cluster.freshCatalog().tables().values()));
        condemned.values().forEach(list -> spared.addAll(list.objects()));
        List<ObjectRef> found = unnamed(named.belowEpoch(), spared);
        if (!found.isEmpty()) {
            var list = new CondemnedList(cluster.stores().clockGuard().wallMs(), found);
            String key = newKey(named.belowEpoch());
            objects().create(key, list.encode());
            reach(CrashPoint.AFTER_CONDEMN);
            condemned.put(key, list);
            LOG.info("objects condemned count={} belowEpoch={}", found.size(), named.belowEpoch());
        }
        if (found.size() < MAX_CONDEMNED) {
            condemnedBelowEpoch = named.belowEpoch();
        }
    }

    /// The objects of earlier epochs that are not spared.
    private List<ObjectRef> unnamed(long belowEpoch, Set<ObjectRef> spared) {
        var found = new ArrayList<ObjectRef>();
        for (ObjectRef.Kind kind : ObjectRef.Kind.values()) {
            forEachKey(kind.prefix(cluster.clusterId()), key -> {
                Optional<ObjectRef> object = ObjectRef.ofKey(cluster.clusterId(), key);
                // What a person has put there is not ours to delete.
                if (object.isPresent()) {
                    if (object.get().epoch() >= belowEpoch) {
                        return false;
                    }
                    if (!spared.contains(object.get())) {
                        found.add(object.get());
                    }
                }
                return found.size() < MAX_CONDEMNED;
            });
        }
        return found;
    }

    private interface KeyVisitor {

        /// @return whether to go on
        boolean visit(String key);
    }

    private void forEachKey(String prefix, KeyVisitor visitor) {
        String startAfter = "";
        ListPage page;
        do {
            page = objects().list(prefix, startAfter, PAGE_KEYS);
            for (ObjectInfo info : page.objects()) {
                if (!visitor.visit(info.key())) {
                    return;
                }
                startAfter = info.key();
            }
        } while (!page.complete());
    }

    /// The prefix of the keys of what is condemned.
    public static String listsPrefix(Id128 clusterId) {
        return clusterId + "/condemned/";
    }

    private String newKey(long belowEpoch) {
        return listsPrefix(cluster.clusterId()) + belowEpoch + "-"
                + cluster.doors().entropy().nextId();
    }

    private void reach(CrashPoint point) {
        cluster.doors().crashPoints().reach(point);
    }

    private String keyOf(ObjectRef object) {
        return object.key(cluster.clusterId());
    }

    private ObjectStore objects() {
        return cluster.stores().objects();
    }
}
