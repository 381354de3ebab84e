package io.varve.ingest.produce;

import io.varve.ingest.write.WritePath;
import io.varve.kafka.api.ApiHandler;
import io.varve.metadata.cluster.Cluster;
import java.util.List;

/// The APIs that producers need beside those that every node serves.
public final class ProduceApis {

    private ProduceApis() {}

    public static List<ApiHandler<?>> of(Cluster cluster, WritePath writePath) {
        return List.of(
                new Api00Produce(new ProducedBatches(cluster), writePath, cluster.doors()),
                new Api22InitProducerId(new ProducerIds(cluster), cluster.doors()));
    }
}
