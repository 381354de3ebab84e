package io.varve.kafka.route;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Catalog;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.Errors;

/// What clients of one zone are told about the nodes of partitions.
///
/// A partition has no replicas, since the object store replicates. What stands in their place are the nodes that a
/// client may be sent to for it.
public final class PartitionNodes {

    private final Leaders leaders;
    private final Readers readers;

    private PartitionNodes(Leaders leaders, Readers readers) {
        this.leaders = leaders;
        this.readers = readers;
    }

    public static PartitionNodes of(Catalog catalog, String zone) {
        return new PartitionNodes(Leaders.of(catalog, zone), Readers.of(catalog));
    }

    /// @param replicas the leader first; nobody where there is no leader
    public record Told(int leader, List<Integer> replicas) {

        public Errors error() {
            return leader == Leaders.NONE ? Errors.LEADER_NOT_AVAILABLE : Errors.NONE;
        }
    }

    public Told of(TopicId topicId, int partition) {
        int leader = leaders.of(topicId, partition);
        if (leader == Leaders.NONE) {
            return new Told(leader, List.of());
        }
        List<Integer> replicas = Stream.concat(Stream.of(leader), readers.ofAllZones(topicId, partition).stream())
                .distinct()
                .toList();
        return new Told(leader, replicas);
    }

    public int controller() {
        return leaders.controller();
    }
}
