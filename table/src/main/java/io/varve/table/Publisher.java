package io.varve.table;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.TopicSegment;
import io.varve.table.Publication.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.metrics.MetricsReporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the data files of a topic's table the segments of its log, as they were at some entry *n* of its shard. Files
/// are compared, so repeating is safe and writes nothing, whoever published before; a table is created with its first
/// segment.
///
/// A segment stays in the table for as long as any of its records is in the log: what lies below the log's start goes
/// with the last of them, as retention works by whole segments in Kafka.
///
/// Thread-safe: of two that publish at once one swaps the pointer, and the other compares anew.
public final class Publisher {

    /// The summary of every snapshot says at which entry of the topic's shard the files were listed. Those of one
    /// swap say the same, and the last of them has the files.
    public static final String SEQUENCE = "varve.sequence";

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    /// So often a lost race is run again at once; then it waits for the next turn.
    private static final int MAX_ATTEMPTS = 5;

    /// A table that only grows old is changed when its oldest snapshot is over its time by this part of it, so
    /// that not every snapshot has a change of its own.
    private static final int SLACK = 4;

    /// Iceberg would log how long each step of a commit took.
    private static final MetricsReporter NO_REPORTS = report -> {};

    private final Cluster cluster;
    private final Warehouse warehouse;
    private final NewObjects newObjects;
    private final PublishSettings settings;
    private final TableFiles tableFiles;
    private final SegmentFiles segmentFiles;

    /// @param newObjects those of this process
    public Publisher(Cluster cluster, Warehouse warehouse, NewObjects newObjects, PublishSettings settings) {
        this.cluster = cluster;
        this.warehouse = warehouse;
        this.newObjects = newObjects;
        this.settings = settings;
        this.tableFiles = new TableFiles(cluster, warehouse);
        this.segmentFiles = new SegmentFiles(warehouse);
    }

    /// The segments of a topic at one entry of its shard.
    private record Listing(long sequence, List<TopicSegment> segments) {}

    /// Publishes a topic under any name: what a table is called is the catalog's concern.
    ///
    /// @throws CommitFailedException if other nodes were faster again and again
    /// @throws org.apache.iceberg.exceptions.CommitStateUnknownException if nobody can tell whether it was
    /// published
    public Publication publish(Topic topic) {
        for (int attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                return tryPublish(topic);
            } catch (CommitFailedException | AlreadyExistsException e) {
                LOG.info("another node was faster, comparing again topic={} reason={}", topic.name(), e.getMessage());
            }
        }
        return tryPublish(topic);
    }

    private Publication tryPublish(Topic topic) {
        try {
            return compareAndSwap(topic);
        } catch (NoSuchTableException e) {
            return Publication.gone();
        }
    }

    private Publication compareAndSwap(Topic topic) {
        // Before the segments are listed: what they are replaced by later is of this epoch, or a later one.
        var table = new JournalTable(cluster, warehouse, newObjects, topic.id());
        Shard<LogState, LogDraft> shard = cluster.shardOf(topic);
        Optional<Listing> listed = shard.replica()
                .query(state -> state.partitionCount(topic.id()) == 0
                        ? Optional.empty()
                        : Optional.of(new Listing(state.appliedSequence(), state.segments(topic.id()))));
        if (listed.isEmpty()) {
            return Publication.gone();
        }
        Listing listing = listed.get();
        TableMetadata base = table.current();
        if (base != null && sequenceOf(base) > listing.sequence()) {
            shard.replica().refresh();
            throw new CommitFailedException("the table of topic %s was ahead of this node", topic.id());
        }
        TableMetadata begun = base == null ? TopicTable.begin(topic, warehouse) : base;
        List<DataFile> wanted = listing.segments().stream()
                .map(segment -> segmentFiles.of(segment, begun.spec()))
                .toList();
        requireEachRecordOnce(topic, wanted);
        FileChange change = FileChange.between(base == null ? List.of() : tableFiles.live(base), wanted);
        boolean grownOld = base != null && dueMs(base.snapshots()) <= wallMs();
        // Other catalogs have to tell whose it is; a table that was begun without saying so says it now.
        boolean unowned = base != null && TableOwner.of(base.properties()).isEmpty();
        boolean narrow = base != null && !LaterColumns.of(base.schema()).isEmpty();
        if (change.isEmpty() && !grownOld && !unowned && !narrow) {
            return publication(Result.UNCHANGED, base == null ? List.of() : base.snapshots());
        }
        return swap(topic, table, begun, change, listing.sequence());
    }

    private Publication swap(Topic topic, JournalTable table, TableMetadata begun, FileChange change, long sequence) {
        Transaction swap = table.current() == null
                ? Transactions.createTableTransaction(topic.name(), table, begun, NO_REPORTS)
                : Transactions.newTransaction(topic.name(), table, NO_REPORTS);
        // Before the files that have them.
        LaterColumns.of(swap.table().schema()).addTo(swap);
        // The present is the last of these, and none of them has a record twice.
        if (!change.replaced().isEmpty()) {
            RewriteFiles rewrite = swap.newRewrite();
            // Or it wants the history from the table's beginning, which has expired.
            rewrite.validateFromSnapshot(swap.table().currentSnapshot().snapshotId());
            change.replaced().forEach(rewrite::deleteFile);
            change.replacements().forEach(rewrite::addFile);
            commit(rewrite, sequence);
        }
        if (!change.deleted().isEmpty()) {
            DeleteFiles delete = swap.newDelete();
            change.deleted().forEach(delete::deleteFile);
            commit(delete, sequence);
        }
        if (!change.appended().isEmpty()) {
            AppendFiles append = swap.newAppend();
            change.appended().forEach(append::appendFile);
            commit(append, sequence);
        }
        if (TableOwner.of(swap.table().properties()).isEmpty()) {
            UpdateProperties properties = swap.updateProperties();
            new TableOwner(warehouse.clusterId(), topic.id()).properties().forEach(properties::set);
            properties.commit();
        }
        swap.expireSnapshots()
                .cleanupLevel(ExpireSnapshots.CleanupLevel.NONE)
                // The number says it all: snapshots of one swap may be of one millisecond.
                .expireOlderThan(Long.MAX_VALUE)
                .retainLast(keptOf(swap.table().snapshots()))
                .commit();
        swap.commitTransaction();
        LOG.info(
                "published a table topic={} sequence={} appended={} replaced={} deleted={}",
                topic.name(),
                sequence,
                change.appended().size(),
                change.replaced().size(),
                change.deleted().size());
        return publication(Result.PUBLISHED, swap.table().snapshots());
    }

    private static void commit(SnapshotUpdate<?> update, long sequence) {
        update.set(SEQUENCE, Long.toString(sequence));
        update.commit();
    }

    /// At which entry of its shard the files of a table were listed, −1 if it does not say.
    public static long sequenceOf(TableMetadata metadata) {
        Snapshot snapshot = metadata.currentSnapshot();
        String sequence = snapshot == null ? null : snapshot.summary().get(SEQUENCE);
        return sequence == null ? -1 : Long.parseLong(sequence);
    }

    private static void requireEachRecordOnce(Topic topic, List<DataFile> files) {
        List<FileRange> ranges =
                files.stream().map(FileRange::of).sorted(FileRange.ORDER).toList();
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).overlaps(ranges.get(i - 1))) {
                throw new IllegalStateException("two segments of topic " + topic.id() + " hold the same offsets: "
                        + ranges.get(i - 1).file().location() + " and "
                        + ranges.get(i).file().location());
            }
        }
    }

    private Publication publication(Result result, Iterable<Snapshot> snapshots) {
        return new Publication(result, dueMs(snapshots));
    }

    /// When the oldest snapshot is over its time: it was the present one until the next came.
    private long dueMs(Iterable<Snapshot> snapshots) {
        List<Snapshot> inOrder = inOrder(snapshots);
        if (inOrder.size() < 2) {
            return Long.MAX_VALUE;
        }
        long keptMs = settings.snapshotsKept().toMillis();
        return inOrder.get(1).timestampMillis() + keptMs + keptMs / SLACK;
    }

    /// How many of the snapshots are kept, from the last one back.
    private int keptOf(Iterable<Snapshot> snapshots) {
        List<Snapshot> inOrder = inOrder(snapshots);
        long tooOldMs = wallMs() - settings.snapshotsKept().toMillis();
        int first = 0;
        while (first + 1 < inOrder.size() && inOrder.get(first + 1).timestampMillis() <= tooOldMs) {
            first++;
        }
        return Math.min(inOrder.size() - first, settings.maxSnapshots());
    }

    private static List<Snapshot> inOrder(Iterable<Snapshot> snapshots) {
        var inOrder = new ArrayList<Snapshot>();
        snapshots.forEach(inOrder::add);
        inOrder.sort(Comparator.comparingLong(Snapshot::sequenceNumber));
        return inOrder;
    }

    private long wallMs() {
        return cluster.doors().clock().wallMs();
    }
}
