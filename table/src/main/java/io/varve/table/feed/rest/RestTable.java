package io.varve.table.feed.rest;

import io.varve.table.TableOwner;
import io.varve.table.feed.HeldTable;
import io.varve.table.feed.OwnTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;

/// A table of a REST catalog as it was read, and the difference to ours.
///
/// @param operations commit against `base`
/// @param removable whether the server lets go of snapshots that have expired here
record RestTable(TableIdentifier identifier, TableOperations operations, TableMetadata base, boolean removable)
        implements HeldTable {

    @Override
    public String name() {
        return identifier.name();
    }

    @Override
    public Optional<TableOwner> owner() {
        return TableOwner.of(base.properties());
    }

    @Override
    public Standing standing(OwnTable ours) {
        Snapshot present = ours.metadata().currentSnapshot();
        if (present == null) {
            return Standing.CURRENT;
        }
        boolean known = base.snapshot(present.snapshotId()) != null;
        if (!known && missing(ours).stream().noneMatch(present::equals)) {
            // It has later snapshots than ours are, and takes none that is older than these.
            return Standing.ASTRAY;
        }
        Snapshot theirs = base.currentSnapshot();
        boolean same = theirs != null && theirs.snapshotId() == present.snapshotId();
        return same && hasColumns(ours) && !hasSurplus(ours) ? Standing.CURRENT : Standing.BEHIND;
    }

    private boolean hasColumns(OwnTable ours) {
        return base.schema().sameSchema(ours.metadata().schema());
    }

    /// Whether there is anything to remove that can be.
    boolean hasSurplus(OwnTable ours) {
        return removable && !surplus(ours).isEmpty();
    }

    /// As it is behind a commit by the operations.
    RestTable refreshed() {
        return new RestTable(identifier, operations, operations.current(), removable);
    }

    /// Their metadata with the present of ours.
    TableMetadata with(OwnTable ours) {
        TableMetadata.Builder builder = TableMetadata.buildFrom(base);
        if (!hasColumns(ours)) {
            builder.setCurrentSchema(ours.metadata().schema(), ours.metadata().lastColumnId());
        }
        missing(ours).forEach(builder::addSnapshot);
        Snapshot present = ours.metadata().currentSnapshot();
        if (present != null) {
            builder.setBranchSnapshot(present.snapshotId(), SnapshotRef.MAIN_BRANCH);
        }
        return builder.build();
    }

    /// Their metadata with those snapshots alone that ours has.
    TableMetadata like(OwnTable ours) {
        return TableMetadata.buildFrom(base).removeSnapshots(surplus(ours)).build();
    }

    /// What they can still take: a table's snapshots are added in the order of their numbers.
    private List<Snapshot> missing(OwnTable ours) {
        return ours.metadata().snapshots().stream()
                .filter(snapshot -> snapshot.sequenceNumber() > base.lastSequenceNumber())
                .sorted(Comparator.comparingLong(Snapshot::sequenceNumber))
                .toList();
    }

    private Set<Long> surplus(OwnTable ours) {
        return base.snapshots().stream()
                .map(Snapshot::snapshotId)
                .filter(id -> ours.metadata().snapshot(id) == null)
                .collect(Collectors.toSet());
    }
}
