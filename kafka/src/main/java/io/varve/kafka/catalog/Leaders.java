package io.varve.kafka.catalog;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.entry.NodeRole;
import java.util.Comparator;
import java.util.List;

/// Which ingest node clients are told to write a partition to. Any ingest node takes any produce; that clients agree on
/// one
/// only keeps a partition's batches together, and their producers' sequences in order.
///
/// By rendezvous hash, so that a node that comes or goes moves only the partitions that it gains or had. Nodes of the
/// client's zone are preferred: traffic between zones costs money.
public final class Leaders {

    /// Logs are never truncated, so the epoch of their leader never changes.
    static final int EPOCH = 0;

    private final List<Node> candidates;

    private Leaders(List<Node> candidates) {
        this.candidates = candidates;
    }

    /// @param zone of the client, empty if it is not known
    public static Leaders of(Catalog catalog, String zone) {
        List<Node> serving = catalog.nodes().values().stream()
                .filter(node -> node.serves(NodeRole.INGEST))
                .sorted(Comparator.comparingInt(Node::id))
                .toList();
        List<Node> near = serving.stream()
                .filter(node -> !zone.isEmpty() && node.zone().equals(zone))
                .toList();
        return new Leaders(near.isEmpty() ? serving : near);
    }

    /// The number of the leader, −1 while no ingest node is up.
    public int of(TopicId topicId, int partition) {
        int leader = -1;
        long highest = 0;
        for (Node node : candidates) {
            long weight = weight(topicId, partition, node.id());
            if (leader < 0 || Long.compareUnsigned(weight, highest) > 0) {
                leader = node.id();
                highest = weight;
            }
        }
        return leader;
    }

    /// The finalizer of MurmurHash3 over all three; spreads what differs in few bits.
    private static long weight(TopicId topicId, int partition, int nodeId) {
        long mixed = topicId.high() ^ Long.rotateLeft(topicId.low(), 31) ^ ((long) partition << 32) ^ nodeId;
        mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
