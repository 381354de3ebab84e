package io.varve.ingest.transaction;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.metadata.cluster.Cluster;
import java.util.List;

/// The APIs of ingest nodes about producers and their transactions.
public final class TransactionApis {

    private TransactionApis() {}

    public static List<ApiHandler<?>> of(Cluster cluster, TransactionSettings settings) {
        return of(cluster, settings, TransactionOwners.exclusive());
    }

    public static List<ApiHandler<?>> of(Cluster cluster, TransactionSettings settings, TransactionOwners owners) {
        var requests = new CoordinatorRequests(cluster, owners);
        return List.of(
                new Api22InitProducerId(cluster, settings, requests),
                new Api24AddPartitionsToTxn(cluster, requests),
                new Api25AddOffsetsToTxn(cluster, requests),
                new Api26EndTxn(cluster, requests),
                new Api27WriteTxnMarkers(),
                new Api61DescribeProducers(cluster),
                new Api65DescribeTransactions(cluster),
                new Api66ListTransactions(cluster));
    }
}
