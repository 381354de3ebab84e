package io.varve.kafka.route;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.entry.NodeRole;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which reader consumers are sent to. Every reader serves every partition; that consumers of a zone agree on one lets
/// them share its cache.
public final class Readers {

    private final NodePool readers;
    private final List<NodePool> byZone;

    private Readers(NodePool readers) {
        this.readers = readers;
        byZone = readers.nodes().stream().collect(Collectors.groupingBy(Node::zone)).values().stream()
                .map(NodePool::new)
                .toList();
    }

    public static Readers of(Catalog catalog) {
        return new Readers(NodePool.of(catalog, NodeRole.READ));
    }

    /// The reader of a partition for clients of a zone; empty while no reader is up.
    ///
    /// @param zone of the client, empty if it is not known
    public Optional<Node> of(TopicId topicId, int partition, String zone) {
        return readers.near(zone).first(Rendezvous.key(topicId, partition));
    }

    /// The numbers of all readers that [#of] may name for a partition, whatever the zone. Clients follow
    /// only to a node that Metadata lists among the partition's replicas.
    public List<Integer> ofAllZones(TopicId topicId, int partition) {
        long key = Rendezvous.key(topicId, partition);
        return byZone.stream()
                .flatMap(zone -> zone.first(key).stream())
                .map(Node::id)
                .sorted()
                .toList();
    }

    /// All readers, in the order in which one after the other is to be asked for a connection's sake.
    public List<Node> ranked(String zone, long connectionId) {
        return readers.ranked(zone, connectionId);
    }
}
