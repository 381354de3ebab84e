package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.catalog.AbsentTopics;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.metadata.cluster.Cluster;
import java.util.List;

/// The APIs of nodes that coordinate groups.
public final class GroupApis {

    private GroupApis() {}

    /// @param absentTopics for what applications of Kafka Streams need
    public static List<ApiHandler<?>> of(Cluster cluster, Coordination groups, AbsentTopics absentTopics) {
        return of(cluster, groups, absentTopics, TransactionOwners.exclusive());
    }

    /// @param owners of the transactions that commit offsets
    public static List<ApiHandler<?>> of(
            Cluster cluster, Coordination groups, AbsentTopics absentTopics, TransactionOwners owners) {
        var known = new KnownPartitions(cluster);
        return List.of(
                new Api08OffsetCommit(groups, known),
                new Api09OffsetFetch(groups),
                new Api11JoinGroup(groups),
                new Api12Heartbeat(groups),
                new Api13LeaveGroup(groups),
                new Api14SyncGroup(groups),
                new Api15DescribeGroups(groups),
                new Api16ListGroups(groups),
                new Api28TxnOffsetCommit(groups, known, owners),
                new Api42DeleteGroups(groups),
                new Api47OffsetDelete(groups, known),
                new Api68ConsumerGroupHeartbeat(groups),
                new Api69ConsumerGroupDescribe(groups),
                new Api88StreamsGroupHeartbeat(groups, absentTopics),
                new Api89StreamsGroupDescribe(groups));
    }
}
