package io.varve.ingest.transaction;

import io.varve.kafka.api.ApiHandler;
import io.varve.metadata.cluster.Cluster;
import java.util.List;

/// The APIs of ingest nodes about producers and their transactions.
public final class TransactionApis {

    private TransactionApis() {}

    public static List<ApiHandler<?>> of(Cluster cluster, TransactionSettings settings) {
        var order = new ConnectionOrder(cluster.doors().threads());
        return List.of(
                new Api22InitProducerId(cluster, settings, order),
                new Api24AddPartitionsToTxn(cluster, order),
                new Api25AddOffsetsToTxn(cluster, order),
                new Api26EndTxn(cluster, order),
                new Api27WriteTxnMarkers(),
                new Api61DescribeProducers(cluster),
                new Api65DescribeTransactions(cluster),
                new Api66ListTransactions(cluster));
    }
}
