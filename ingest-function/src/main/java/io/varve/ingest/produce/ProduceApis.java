package io.varve.ingest.produce;

import io.varve.ingest.write.WritePath;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.metadata.cluster.Cluster;
import java.util.List;

/// The APIs of ingest nodes beside those that every node serves: what changes logs.
public final class ProduceApis {

    private ProduceApis() {}

    public static List<ApiHandler<?>> of(Cluster cluster, WritePath writePath) {
        return of(cluster, writePath, TransactionOwners.exclusive());
    }

    public static List<ApiHandler<?>> of(Cluster cluster, WritePath writePath, TransactionOwners owners) {
        return List.of(new Api00Produce(cluster, writePath, owners), new Api21DeleteRecords(cluster));
    }
}
