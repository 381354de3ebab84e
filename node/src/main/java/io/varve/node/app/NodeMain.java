package io.varve.node.app;

import io.quarkus.runtime.annotations.QuarkusMain;

/// The entry point of the services.
@QuarkusMain(name = NodeMain.NAME)
public final class NodeMain {

    /// What `quarkus.package.main-class` calls this class.
    static final String NAME = "node";

    private NodeMain() {}

    public static void main(String... arguments) {
        NodeProcess.run(NodeApplication.class, arguments);
    }
}
