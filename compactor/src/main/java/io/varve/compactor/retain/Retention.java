package io.varve.compactor.retain;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.config.TopicSettings;
import io.varve.kafka.config.TopicSettingsCache;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Raises the log starts of a shard's partitions as far as their topics' `retention.ms` and `retention.bytes` say. What
/// a config comes to stands in the entry, so that replay knows no configs.
///
/// Of one thread; blocks it.
public final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Cluster cluster;
    private final Shard<LogState, LogDraft> shard;
    private final TopicSettingsCache topicSettings = new TopicSettingsCache();

    public Retention(Cluster cluster, Shard<LogState, LogDraft> shard) {
        this.cluster = cluster;
        this.shard = shard;
    }

    public void applyIfDue() {
        Map<TopicId, TopicSettings> deleting = deleting(cluster.catalog());
        // A node whose clock is wrong neither appends nor decides what is old.
        long clockMs = cluster.stores().clockGuard().wallMs();
        List<LogCommand.TrimLog> trims = shard.replica().query(state -> trims(state, deleting, clockMs));
        for (LogCommand.TrimLog trim : trims) {
            shard.proposeAndWait(trim);
            LOG.info("records expired partition={} logStartOffset={}", trim.partition(), trim.logStartOffset());
        }
    }

    private Map<TopicId, TopicSettings> deleting(Catalog catalog) {
        var deleting = new HashMap<TopicId, TopicSettings>();
        catalog.topics().forEach(topic -> {
            TopicSettings settings = topicSettings.of(topic);
            if (settings.deleted() && (settings.retentionMs() >= 0 || settings.retentionBytes() >= 0)) {
                deleting.put(topic.id(), settings);
            }
        });
        return deleting;
    }

    private static List<LogCommand.TrimLog> trims(LogState state, Map<TopicId, TopicSettings> deleting, long clockMs) {
        var trims = new ArrayList<LogCommand.TrimLog>();
        long nowMs = Math.max(clockMs, state.timeMs());
        state.eachLog((partition, runs) -> {
            TopicSettings settings = deleting.get(partition.topicId());
            if (settings != null) {
                long kept = LogStarts.firstKept(runs, settings, nowMs);
                if (kept > logStart(state, partition)) {
                    trims.add(new LogCommand.TrimLog(partition, kept));
                }
            }
        });
        return trims;
    }

    private static long logStart(LogState state, TopicIdPartition partition) {
        return state.bounds(partition).orElseThrow().logStartOffset();
    }
}
