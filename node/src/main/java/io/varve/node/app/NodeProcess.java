package io.varve.node.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.varve.core.SystemDoors;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Runs a Quarkus application as the whole of a process, and gives the process its exit code: 0 also when it was told
/// to stop by a signal, where the JVM would say 143; 1, and one line on standard error, when it could not start.
public final class NodeProcess {

    private NodeProcess() {}

    /// Does not return.
    public static void run(Class<? extends QuarkusApplication> application, String... arguments) {
        var ended = new CompletableFuture<Void>();
        // After a signal the JVM ends with its last hook; this one waits until the application has ended in order.
        SystemDoors.atShutdown(ended::join);
        Quarkus.run(application, NodeProcess::exit, arguments);
    }

    private static void exit(int code, @Nullable Throwable failure) {
        if (failure != null) {
            System.err.println(StartLine.of(failure));
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
