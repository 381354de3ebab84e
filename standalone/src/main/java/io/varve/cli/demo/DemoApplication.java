package io.varve.cli.demo;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.varve.cli.console.Console;
import io.varve.cli.console.Failures;
import io.varve.node.RunningNode;
import io.varve.node.app.NodeHost;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Runs a node, a demo beside it, and goes on serving until the process is told to stop.
public final class DemoApplication implements QuarkusApplication {

    private final NodeHost host;
    private final Console console = Console.ofProcess();

    @Inject
    DemoApplication(NodeHost host) {
        this.host = host;
    }

    @Override
    public int run(String... arguments) {
        DemoPlan plan = DemoPlan.of(arguments);
        return host.serve(node -> runBeside(node, plan));
    }

    private int runBeside(RunningNode node, DemoPlan plan) {
        var demo = new Demo(
                node.address(), plan.recordsPerSecond(), console, node.cluster().doors());
        var exitCode = new CompletableFuture<Integer>();
        node.cluster().doors().threads().start("demo", () -> {
            int code = 1;
            try {
                code = run(demo, plan);
            } finally {
                exitCode.complete(code);
            }
            if (plan.endsWhenDone() || code != 0) {
                Quarkus.asyncExit();
            }
        });
        Quarkus.waitForExit();
        demo.stop();
        return exitCode.join();
    }

    private int run(Demo demo, DemoPlan plan) {
        try {
            if (demo.run()) {
                console.out()
                        .println("All are written and read"
                                + (plan.endsWhenDone() ? "." : "; the node serves on until Ctrl-C."));
            }
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (ExecutionException | RuntimeException e) {
            console.err().println("varve: " + Failures.line(e));
            return 1;
        }
    }
}
