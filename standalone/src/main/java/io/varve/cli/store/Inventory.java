package io.varve.cli.store;

import io.varve.compactor.sweep.OtherNames;
import io.varve.compactor.sweep.Sweeper;
import io.varve.core.Id128;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.ClusterIdentity;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ObjectRef.Kind;
import io.varve.metadata.replica.Snapshots;
import io.varve.storage.ListPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what the shards of a cluster name with the objects that there are.
///
/// Nodes may be at work meanwhile. So the names are asked for before the objects are listed and again after it: missing
/// is what both times name, unnamed is what neither does.
final class Inventory {

    private static final int PAGE_KEYS = 1000;
    private static final int SHOWN_KEYS = 20;

    private final Cluster cluster;
    private final Id128 clusterId;
    private final OtherNames otherNames;

    private final Map<ObjectRef, Long> listed = new HashMap<>();
    private Amount snapshots = Amount.NONE;
    private Amount condemned = Amount.NONE;
    private Amount strangers = Amount.NONE;

    Inventory(Cluster cluster, OtherNames otherNames) {
        this.cluster = cluster;
        this.clusterId = cluster.clusterId();
        this.otherNames = otherNames;
    }

    Findings take() {
        Names before = Names.of(cluster, otherNames);
        Set<Snapshots.Name> listedSnapshots = new HashSet<>();
        var snapshotObjects = new Snapshots(objects(), clusterId);
        cluster.shards().forEach(shard -> listedSnapshots.addAll(snapshotObjects.list(shard.id())));
        list();
        Names after = Names.of(cluster, otherNames);

        var missing = new ArrayList<String>();
        before.objects().stream()
                .filter(object -> !listed.containsKey(object) && after.objects().contains(object))
                .forEach(object -> missing.add(object.key(clusterId)));
        before.snapshots().stream()
                .filter(name ->
                        !listedSnapshots.contains(name) && after.snapshots().contains(name))
                .forEach(name -> missing.add(snapshotObjects.key(name)));
        var named = new EnumMap<Kind, Amount>(Kind.class);
        var unnamed = new EnumMap<Kind, Amount>(Kind.class);
        var unnamedKeys = new ArrayList<String>();
        listed.forEach((object, bytes) -> {
            boolean isNamed =
                    before.objects().contains(object) || after.objects().contains(object);
            (isNamed ? named : unnamed).merge(object.kind(), Amount.of(bytes), Amount::plus);
            if (!isNamed) {
                unnamedKeys.add(object.key(clusterId));
            }
        });
        return new Findings(
                ClusterIdentity.of(objects()).orElseThrow(),
                named,
                missing.stream().sorted().toList(),
                unnamed,
                unnamedKeys.stream().sorted().limit(SHOWN_KEYS).toList(),
                snapshots,
                condemned,
                strangers);
    }

    private void list() {
        String startAfter = "";
        ListPage page;
        do {
            page = objects().list(clusterId + "/", startAfter, PAGE_KEYS);
            List<ObjectInfo> infos = page.objects();
            infos.forEach(this::sort);
            startAfter = infos.isEmpty() ? startAfter : infos.getLast().key();
        } while (!page.complete());
    }

    private void sort(ObjectInfo info) {
        Amount amount = Amount.of(info.sizeBytes());
        var object = ObjectRef.ofKey(clusterId, info.key());
        if (object.isPresent()) {
            listed.put(object.get(), info.sizeBytes());
        } else if (info.key().startsWith(Snapshots.prefix(clusterId))) {
            snapshots = snapshots.plus(amount);
        } else if (info.key().startsWith(Sweeper.listsPrefix(clusterId))) {
            condemned = condemned.plus(amount);
        } else {
            strangers = strangers.plus(amount);
        }
    }

    private ObjectStore objects() {
        return cluster.stores().objects();
    }
}
