package io.varve.table;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Job;
import io.varve.metadata.log.TopicSegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the topics whose segments have changed since this process last published them, again and again. What fails
/// for one topic keeps no other from its turn.
///
/// Any number of nodes may do this; each looks for itself, and who finds the table as it should be writes nothing.
///
/// Thread-safe: one turn at a time.
public final class TablePublisher {

    private static final Logger LOG = LoggerFactory.getLogger(TablePublisher.class);

    private final Cluster cluster;
    private final Publisher publisher;
    private final PublishSettings settings;

    /// Held for a turn; guards the next two.
    private final ReentrantLock turn = new ReentrantLock();

    private final Map<TopicId, Seen> seen = new HashMap<>();
    private final Set<TopicId> refused = new HashSet<>();

    public TablePublisher(Cluster cluster, Publisher publisher, PublishSettings settings) {
        this.cluster = cluster;
        this.publisher = publisher;
        this.settings = settings;
    }

    /// What a topic had when it was last published, and when that has to be done again if nothing changes.
    private record Seen(List<TopicSegment> segments, long dueMs) {}

    /// Begins to publish, until what is returned is closed.
    public Job start() {
        return Job.start("publish-tables", settings.every(), this::publishChanged, cluster.doors());
    }

    /// One turn: publishes every topic that has changed.
    public void publishChanged() {
        turn.lock();
        try {
            publishAllChanged();
        } finally {
            turn.unlock();
        }
    }

    private void publishAllChanged() {
        Catalog catalog = cluster.catalog();
        TableNames names = TableNames.of(catalog);
        names.refused().forEach(topic -> {
            if (refused.add(topic.id())) {
                LOG.error(
                        "a topic has no table, for that of another topic has its name but for case topic={} taken={}",
                        topic.name(),
                        names.topic(TableNames.of(topic)).map(Topic::name).orElse(""));
            }
        });
        seen.keySet().removeIf(topicId -> catalog.topic(topicId).isEmpty());
        refused.removeIf(topicId -> catalog.topic(topicId).isEmpty());
        for (Topic topic : names.topics()) {
            try {
                publishIfChanged(topic);
            } catch (RuntimeException e) {
                // Whatever it is, the other topics' tables go on, and this one's turn comes again.
                LOG.warn("cannot publish a table, trying again later topic={}", topic.name(), e);
            }
        }
    }

    /// Whether there is anything to compare. A table may have files and snapshots that were to go after the
    /// last segment did, when this process had not begun.
    private boolean hasAny(Topic topic, List<TopicSegment> segments) {
        return !segments.isEmpty() || cluster.catalog().table(topic.id()).isPresent();
    }

    private void publishIfChanged(Topic topic) {
        // Listed before the publisher lists them: what comes in between is published now and compared again.
        List<TopicSegment> segments = cluster.shardOf(topic).replica().query(state -> state.segments(topic.id()));
        Seen last = seen.get(topic.id());
        boolean changed = last == null ? hasAny(topic, segments) : !last.segments.equals(segments);
        if (changed || (last != null && last.dueMs <= cluster.doors().clock().wallMs())) {
            Publication publication = publisher.publish(topic);
            seen.put(topic.id(), new Seen(segments, publication.dueMs()));
        }
    }
}
