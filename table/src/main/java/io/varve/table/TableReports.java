package io.varve.table;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.storage.segment.SegmentStats;
import io.varve.table.TableReport.PartitionLag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says how the tables of topics fare: what they hold, and what of the logs they do not hold yet. All that was durable
/// when it was asked for is in the answer.
///
/// The manifests of a version are read once, as long as the table has that version.
///
/// Thread-safe. Methods block the calling (virtual) thread, and throw what the stores do.
public final class TableReports {

    private static final Logger LOG = LoggerFactory.getLogger(TableReports.class);

    private final Cluster cluster;
    private final Warehouse warehouse;
    private final StoreFileIO files;
    private final TableFiles tableFiles;

    /// The last version that was looked at, for topics that are there.
    private final Map<TopicId, TableContents> known = new ConcurrentHashMap<>();

    public TableReports(Cluster cluster, Warehouse warehouse) {
        this.cluster = cluster;
        this.warehouse = warehouse;
        this.files = new StoreFileIO(cluster.stores().objects(), warehouse);
        this.tableFiles = new TableFiles(cluster, warehouse);
    }

    /// What there is to say of a topic.
    public sealed interface Answer {

        /// Its table, which it may not have yet.
        record Report(TableReport report) implements Answer {}

        /// There is no such topic.
        record UnknownTopic() implements Answer {}

        /// It gets no table, for that of another topic has its name but for case.
        record NameTaken(String byTopic) implements Answer {}
    }

    /// What there is to say of all topics that have a table or will get one.
    ///
    /// @param reports by the names of the tables
    /// @param failures the other ones, by the same
    public record Overview(List<TableReport> reports, List<Failure> failures) {

        public Overview {
            reports = List.copyOf(reports);
            failures = List.copyOf(failures);
        }
    }

    /// Why nothing can be said of a topic.
    public record Failure(Topic topic, String tableName, RuntimeException cause) {}

    public Overview all() {
        Catalog catalog = cluster.freshCatalog();
        return overview(catalog, TableNames.of(catalog).topics());
    }

    public Answer of(String topicName) {
        Catalog catalog = cluster.freshCatalog();
        Topic topic = catalog.topic(topicName).orElse(null);
        if (topic == null) {
            return new Answer.UnknownTopic();
        }
        Topic named = TableNames.of(catalog).topic(TableNames.of(topic)).orElse(topic);
        if (!named.equals(topic)) {
            return new Answer.NameTaken(named.name());
        }
        Overview overview = overview(catalog, List.of(topic));
        if (!overview.failures().isEmpty()) {
            throw overview.failures().getFirst().cause();
        }
        return new Answer.Report(overview.reports().getFirst());
    }

    private Overview overview(Catalog catalog, Collection<Topic> topics) {
        known.keySet().removeIf(topicId -> catalog.topic(topicId).isEmpty());
        var failures = new HashMap<Topic, RuntimeException>();
        // Tables before logs: what is published meanwhile makes no report that is better than the truth.
        var contents = new HashMap<TopicId, TableContents>();
        for (Topic topic : topics) {
            orFailure(
                    topic,
                    failures,
                    () -> catalog.table(topic.id())
                            .ifPresent(version -> contents.put(topic.id(), contents(topic.id(), version))));
        }
        refresh(topics, failures);
        var reports = new ArrayList<TableReport>();
        for (Topic topic : topics) {
            if (!failures.containsKey(topic)) {
                orFailure(topic, failures, () -> reports.add(report(topic, contents.get(topic.id()))));
            }
        }
        reports.sort(Comparator.comparing(TableReport::tableName));
        return new Overview(
                reports,
                failures.entrySet().stream()
                        .map(failure ->
                                new Failure(failure.getKey(), TableNames.of(failure.getKey()), failure.getValue()))
                        .sorted(Comparator.comparing(Failure::tableName))
                        .toList());
    }

    /// Brings the shards of topics to their tails, each once.
    private void refresh(Collection<Topic> topics, Map<Topic, RuntimeException> failures) {
        var byShard = new HashMap<Shard<LogState, LogDraft>, List<Topic>>();
        for (Topic topic : topics) {
            byShard.computeIfAbsent(cluster.shardOf(topic), absent -> new ArrayList<>())
                    .add(topic);
        }
        byShard.forEach((shard, ofShard) -> {
            try {
                shard.replica().refresh();
            } catch (RuntimeException e) {
                // The other shards have nothing to do with it.
                LOG.warn("cannot look at tables shard={}", shard.replica().shard(), e);
                ofShard.forEach(topic -> failures.put(topic, e));
            }
        });
    }

    private static void orFailure(Topic topic, Map<Topic, RuntimeException> failures, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            // Whatever it is, there is something to say of the other topics.
            LOG.warn("cannot look at a table topic={}", topic.name(), e);
            failures.put(topic, e);
        }
    }

    private TableContents contents(TopicId topicId, ObjectRef version) {
        TableContents last = known.get(topicId);
        if (last != null && last.version().equals(version)) {
            return last;
        }
        TableMetadata metadata = TableMetadataParser.read(files, warehouse.locationOf(version));
        TableContents contents = TableContents.of(version, metadata, tableFiles.live(metadata));
        known.put(topicId, contents);
        return contents;
    }

    private TableReport report(Topic topic, @Nullable TableContents contents) {
        Shard<LogState, LogDraft> shard = cluster.shardOf(topic);
        List<PartitionLag> partitions = shard.replica().query(state -> {
            var lags = new ArrayList<PartitionLag>();
            for (int p = 0; p < state.partitionCount(topic.id()); p++) {
                OffsetRanges offsets = contents == null ? new OffsetRanges() : contents.offsets(p);
                lags.add(lag(state, new TopicIdPartition(topic.id(), p), offsets));
            }
            return lags;
        });
        return new TableReport(
                topic, TableNames.of(topic), Optional.ofNullable(contents).map(TableContents::published), partitions);
    }

    private static PartitionLag lag(LogState state, TopicIdPartition id, OffsetRanges offsets) {
        LogBounds bounds = state.bounds(id).orElseThrow();
        long missing = 0;
        long sinceMs = Long.MAX_VALUE;
        for (Run run : state.runs(id)) {
            long missingOfRun = missing(run, bounds.logStartOffset(), offsets);
            if (missingOfRun > 0) {
                missing += missingOfRun;
                sinceMs = Math.min(sinceMs, run.appendedMs());
            }
        }
        OptionalLong since = missing == 0 ? OptionalLong.empty() : OptionalLong.of(sinceMs);
        return new PartitionLag(id.partition(), bounds, offsets.end(), missing, since);
    }

    private static long missing(Run run, long logStartOffset, OffsetRanges offsets) {
        long first = Math.max(run.baseOffset(), logStartOffset);
        return switch (run.source()) {
            case NoRecords _, EndMarker _ -> 0;
            case SegmentRef segment -> {
                // Compaction leaves offsets without records before and behind the rows of a segment.
                SegmentStats rows = segment.stats();
                yield offsets.missing(
                        Math.max(first, rows.firstOffset()), Math.min(run.endOffset(), rows.lastOffset() + 1));
            }
            case ObjectRef _, InlineRef _ -> offsets.missing(first, run.endOffset());
        };
    }
}
