package io.varve.node.app;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready while the node accepts Kafka clients.
@Readiness
@Singleton
public class NodeReadiness implements HealthCheck {

    private final NodeStatus status;

    @Inject
    NodeReadiness(NodeStatus status) {
        this.status = status;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("node");
        status.node()
                .ifPresent(node -> response.withData("kafka", node.address().toString())
                        .withData("cluster", node.cluster().clusterId().toString()));
        return response.status(status.node().isPresent()).build();
    }
}
