package io.varve.node.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import io.varve.core.SystemDoors;
import io.varve.node.Role;
import io.varve.node.RunningNode;
import jakarta.inject.Inject;
import java.util.List;

/// Runs a node until the process is told to stop.
public final class NodeApplication implements QuarkusApplication {

    private final NodeConfig config;
    private final List<Role> roles;
    private final HttpServer http;
    private final MeterRegistry meters;
    private final NodeStatus status;

    @Inject
    NodeApplication(
            NodeConfig config, @All List<Role> roles, HttpServer http, MeterRegistry meters, NodeStatus status) {
        this.config = config;
        this.roles = roles;
        this.http = http;
        this.meters = meters;
        this.status = status;
    }

    @Override
    public int run(String... arguments) {
        try (RunningNode node = RunningNode.start(
                ConfiguredNode.settings(config, http.getPort()),
                ConfiguredNode.roles(config, roles),
                meters,
                SystemDoors.open(ConfiguredNode.crashPoints(config)))) {
            status.serving(node);
            System.out.println("ready kafka=" + node.address() + " http=http://"
                    + node.address().host() + ":" + node.address().httpPort());
            Quarkus.waitForExit();
            status.stopping();
        }
        return 0;
    }
}
