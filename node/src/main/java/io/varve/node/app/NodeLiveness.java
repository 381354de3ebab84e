package io.varve.node.app;

import io.varve.metadata.cluster.Shard;
import io.varve.metadata.replica.ReplicaHaltedException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/// Alive while no shard has halted: a halted one answers nothing until the process starts again.
@Liveness
@Singleton
public class NodeLiveness implements HealthCheck {

    private final NodeStatus status;

    @Inject
    NodeLiveness(NodeStatus status) {
        this.status = status;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("shards").up();
        status.node().ifPresent(node -> node.cluster().shards().forEach(shard -> report(shard, response)));
        return response.build();
    }

    private static void report(Shard<?, ?> shard, HealthCheckResponseBuilder response) {
        try {
            response.withData(shard.id().name(), shard.replica().appliedSequence());
        } catch (ReplicaHaltedException e) {
            response.withData(shard.id().name(), String.valueOf(e.getMessage())).down();
        }
    }
}
