package io.varve.node.app;

import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import io.varve.node.StartException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Why a process could not start, in one line.
final class StartLine {

    private static final Logger LOG = LoggerFactory.getLogger(StartLine.class);

    private StartLine() {}

    /// What a person can mend is one line without a stack trace; what is left is a fault of the program, and is
    /// logged
    /// with one.
    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String line = known(cause);
            if (line != null) {
                return "varve: " + line.strip().replaceAll("\\s*\\R\\s*", "; ");
            }
        }
        LOG.error("start failed", failure);
        return "varve: cannot start because of a fault in the program: " + failure;
    }

    private static @Nullable String known(Throwable cause) {
        return switch (cause) {
            case StartException start -> start.getMessage();
            case QuarkusBindException bind ->
                "cannot listen for HTTP on " + bind.getHost() + ":" + bind.getPort()
                        + " (address in use): choose another port with --http-port or VARVE_HTTP_PORT";
            case ConfigValidationException invalid -> problems(invalid);
            default -> null;
        };
    }

    private static String problems(ConfigValidationException invalid) {
        var problems = new ArrayList<String>();
        for (int i = 0; i < invalid.getProblemCount(); i++) {
            problems.add(invalid.getProblem(i).getMessage());
        }
        return String.join("; ", problems);
    }
}
