package io.varve.node.app;

import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import io.varve.node.StartException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Why a process could not start, in one line.
final class StartLine {

    private static final Logger LOG = LoggerFactory.getLogger(StartLine.class);

    /// Messages of SmallRye Config, which come without their parts.
    private static final Pattern UNKNOWN = Pattern.compile("SRCFG00050: (\\S+) in .* does not map to any root");

    private static final Pattern UNSUITABLE = Pattern.compile("SRCFG00039: The config property (\\S+) with the config"
            + " value \"(.*)\" threw an Exception whilst being converted (.*)");

    private StartLine() {}

    /// What a person can mend is one line without a stack trace; what is left is a fault of the program,
    /// and is logged with one.
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

    /// A problem that lies in a value of the wrong kind comes several times, once for each place that asks for it.
    private static String problems(ConfigValidationException invalid) {
        return IntStream.range(0, invalid.getProblemCount())
                .mapToObj(i -> problem(invalid.getProblem(i).getMessage()))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private static String problem(String message) {
        Matcher unknown = UNKNOWN.matcher(message);
        if (unknown.find()) {
            return "there is no setting " + unknown.group(1) + ": docs/CONFIGURATION.md lists all settings";
        }
        Matcher unsuitable = UNSUITABLE.matcher(message);
        if (unsuitable.find()) {
            return unsuitable.group(1) + " cannot be '" + unsuitable.group(2) + "': " + unsuitable.group(3);
        }
        return message;
    }
}
