package io.varve.node.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;

/// Runs a node until the process is told to stop.
public final class NodeApplication implements QuarkusApplication {

    private final NodeHost host;

    @Inject
    NodeApplication(NodeHost host) {
        this.host = host;
    }

    @Override
    public int run(String... arguments) {
        return host.serve(node -> {
            Quarkus.waitForExit();
            return 0;
        });
    }
}
