package io.varve.kafka.route;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Node;
import java.util.Comparator;

/// Ranks nodes for a key, the same wherever it is computed. A node that comes or goes moves only the keys that it gains
/// or had.
final class Rendezvous {

    private Rendezvous() {}

    static long key(TopicId topicId, int partition) {
        return topicId.high() ^ Long.rotateLeft(topicId.low(), 31) ^ ((long) partition << 32);
    }

    /// The key's first choice comes first.
    static Comparator<Node> order(long key) {
        return Comparator.comparingLong((Node node) -> weight(key, node))
                .reversed()
                .thenComparingInt(Node::id);
    }

    /// The finalizer of MurmurHash3 over both; spreads what differs in few bits.
    private static long weight(long key, Node node) {
        long mixed = key ^ node.id();
        mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
