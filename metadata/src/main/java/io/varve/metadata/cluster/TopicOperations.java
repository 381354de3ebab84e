package io.varve.metadata.cluster;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.CatalogCommand.AddPartitions;
import io.varve.metadata.entry.CatalogCommand.AlterTopic;
import io.varve.metadata.entry.CatalogCommand.CreateTopic;
import io.varve.metadata.entry.CatalogCommand.DeleteTopic;
import io.varve.metadata.entry.CatalogCommand.TopicSettled;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Changes of topics, each of which is an entry of `meta`, then one of the topic's shard, then the note in
/// `meta` that this is done. What a crash interrupts any node finishes, for every step can be repeated: see
/// [TopicSettler].
///
/// Thread-safe. Blocks the calling (virtual) thread. Methods throw what [Shard#proposeAndWait] does.
///
/// ```
///   create     CREATE --> OPEN  --> SETTLED(n)
///   widen      ADD    --> OPEN  --> SETTLED(n)
///   delete     DELETE --> CLOSE --> SETTLED(0)
/// ```
public final class TopicOperations {

    private final Cluster cluster;

    public TopicOperations(Cluster cluster) {
        this.cluster = cluster;
    }

    /// Creates a topic.
    ///
    /// @return [Outcome.Applied] once it takes records, or why there is none
    public Outcome create(String name, int partitionCount, SortedMap<String, String> configs) {
        var id = new TopicId(
                cluster.doors().entropy().nextLong(), cluster.doors().entropy().nextLong());
        Outcome created =
                cluster.meta().proposeAndWait(new CreateTopic(name, id, partitionCount, shardFor(id), configs));
        return created.changes() ? settle(id) : created;
    }

    /// What creating a topic would come to now, by a fresh catalog; nothing is changed.
    public Outcome tryCreate(String name, int partitionCount, SortedMap<String, String> configs) {
        cluster.meta().replica().refresh();
        var id = new TopicId(0, 0);
        var command = new CreateTopic(name, id, partitionCount, shardFor(id), configs);
        return cluster.meta()
                .replica()
                .query(state -> state.draft(state.timeMs()).apply(command));
    }

    /// Deletes a topic; its name is free at once.
    public Outcome delete(TopicId id) {
        Optional<Topic> topic = cluster.catalog().topic(id);
        Outcome deleted = cluster.meta().proposeAndWait(new DeleteTopic(id));
        if (deleted.changes()) {
            topic.ifPresent(gone -> close(id, gone.shard()));
        }
        return deleted;
    }

    /// Gives a topic more partitions.
    public Outcome addPartitions(TopicId id, int partitionCount) {
        Outcome added = cluster.meta().proposeAndWait(new AddPartitions(id, partitionCount));
        return added.changes() ? settle(id) : added;
    }

    /// Sets or, with an empty value, unsets configs.
    public Outcome alter(TopicId id, Map<String, Optional<String>> changes) {
        return cluster.meta().proposeAndWait(new AlterTopic(id, new TreeMap<>(changes)));
    }

    /// Raises the log start of a partition.
    public Outcome deleteRecords(Topic topic, int partition, long logStartOffset) {
        return cluster.shardOf(topic)
                .proposeAndWait(new LogCommand.TrimLog(new TopicIdPartition(topic.id(), partition), logStartOffset));
    }

    /// Has the topic's shard open all partitions that the catalog asks for.
    Outcome settle(TopicId id) {
        Optional<Topic> known = cluster.catalog().topic(id);
        if (known.isEmpty()) {
            return new Outcome.Refused(Refusal.UNKNOWN_TOPIC, "the topic was deleted in the meantime");
        }
        return settle(known.get());
    }

    /// Has the topic's shard open all partitions that this version of the topic has.
    public Outcome settle(Topic topic) {
        Outcome opened = cluster.shardOf(topic)
                .proposeAndWait(new LogCommand.Open(topic.id(), topic.partitionCount(), topic.createdMs()));
        if (opened instanceof Outcome.Refused) {
            return opened;
        }
        cluster.meta().proposeAndWait(new TopicSettled(topic.id(), topic.partitionCount()));
        return new Outcome.Applied();
    }

    /// Has a deleted topic's shard forget it.
    void close(TopicId id, ShardId shard) {
        cluster.dataShard(shard).proposeAndWait(new LogCommand.Close(id));
        cluster.meta().proposeAndWait(new TopicSettled(id, 0));
    }

    private ShardId shardFor(TopicId id) {
        int shards = cluster.dataShards().size();
        return ShardId.data((int) Long.remainderUnsigned(id.low(), shards));
    }
}
