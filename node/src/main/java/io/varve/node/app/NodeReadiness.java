package io.varve.node.app;

import io.varve.node.RunningNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready while the node serves and its stores do.
@Readiness
@Singleton
public class NodeReadiness implements HealthCheck {

    private static final String NAME = "node";

    private final NodeStatus status;

    @Inject
    NodeReadiness(NodeStatus status) {
        this.status = status;
    }

    @Override
    public HealthCheckResponse call() {
        return status.node()
                .map(NodeReadiness::report)
                .orElseGet(() -> HealthCheckResponse.named(NAME).down().build());
    }

    private static HealthCheckResponse report(RunningNode node) {
        var response = HealthCheckResponse.named(NAME)
                .withData("kafka", node.address().toString())
                .withData("cluster", node.cluster().clusterId().toString());
        Optional<String> obstacle = node.obstacle();
        obstacle.ifPresent(reason -> response.withData("reason", reason));
        return response.status(obstacle.isEmpty()).build();
    }
}
