package io.varve.node.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.vertx.http.HttpServer;
import io.varve.core.SystemDoors;
import io.varve.node.Role;
import io.varve.node.RunningNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.ToIntFunction;

/// Runs the node of this process, as it is configured.
@Singleton
public class NodeHost {

    private final NodeConfig config;
    private final List<Role> roles;
    private final HttpServer http;
    private final MeterRegistry meters;
    private final NodeStatus status;
    private final SettingNames settings;

    @Inject
    NodeHost(
            NodeConfig config,
            @All List<Role> roles,
            HttpServer http,
            MeterRegistry meters,
            NodeStatus status,
            SettingNames settings) {
        this.config = config;
        this.roles = roles;
        this.http = http;
        this.meters = meters;
        this.status = status;
        this.settings = settings;
    }

    /// Starts the node, says so on standard output, and stops it in order afterwards.
    ///
    /// @param meanwhile what goes on while the node serves, which it does until this returns
    /// @return what `meanwhile` returned
    public int serve(ToIntFunction<RunningNode> meanwhile) {
        Environment.check(System.getenv().keySet(), settings.all());
        try (RunningNode node = RunningNode.start(
                ConfiguredNode.settings(config, http.getPort()),
                ConfiguredNode.roles(config, roles),
                meters,
                SystemDoors.open(ConfiguredNode.crashPoints(config)))) {
            status.serving(node);
            System.out.println("ready kafka=" + node.address() + " http=http://"
                    + node.address().host() + ":" + node.address().httpPort());
            int exitCode = meanwhile.applyAsInt(node);
            status.stopping();
            return exitCode;
        }
    }
}
