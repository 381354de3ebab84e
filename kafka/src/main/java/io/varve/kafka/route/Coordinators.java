package io.varve.kafka.route;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.entry.NodeRole;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/// Which ingest node coordinates a group or a transactional id. That of a group is that of the group's
/// shard, whatever the client's zone, since all members have to meet at one. It only says who is to claim
/// the shard; whose writes count, the shard's claim decides.
public final class Coordinators {

    private final int shardCount;
    private final NodePool ingest;

    private Coordinators(int shardCount, NodePool ingest) {
        this.shardCount = shardCount;
        this.ingest = ingest;
    }

    /// @param catalog of a cluster that has begun
    public static Coordinators of(Catalog catalog) {
        return new Coordinators(catalog.genesis().orElseThrow().groupShards(), NodePool.of(catalog, NodeRole.INGEST));
    }

    /// The group's shard, by Kafka's rule for the partitions of `__consumer_offsets`.
    public int shardOf(String groupId) {
        return Utils.abs(groupId.hashCode()) % shardCount;
    }

    /// The node that is to coordinate the groups of a shard; empty while no ingest node is up.
    public Optional<Node> ofShard(int shard) {
        return ingest.first(shard);
    }

    /// The node that clients are sent to with the transactions of an id. Any ingest node can do it; that
    /// they agree on one keeps two from writing to the id's home shard at the same time.
    public Optional<Node> ofTransactionalId(String transactionalId) {
        return ingest.first(transactionalId.hashCode());
    }

    /// The node that is to coordinate a group.
    public Optional<Node> of(String groupId) {
        return ofShard(shardOf(groupId));
    }
}
