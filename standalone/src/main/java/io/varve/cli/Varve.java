package io.varve.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.varve.node.app.NodeApplication;
import io.varve.node.app.NodeProcess;

@QuarkusMain
public final class Varve {
    private Varve() {}

    public static void main(String... args) {
        NodeProcess.run(NodeApplication.class, args);
    }
}
