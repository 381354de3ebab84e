package io.varve.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import io.varve.cli.console.NodeHttp;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import java.time.Duration;
import java.util.Locale;

/// Asks a node to compact everything, and shows how far it is until it is done.
final class CompactNow {

    private static final String PATH = "/compact";
    private static final String WITHOUT =
            "does not compact: name one that runs 'varve start' or 'varve compact' with --http";

    private static final Duration EVERY = Duration.ofMillis(200);
    private static final int BAR_CHARS = 40;
    private static final double MIB = 1 << 20;

    private final String http;
    private final Console console;
    private final Doors doors = SystemDoors.open(CrashPoints.OFF);

    CompactNow(String http, Console console) {
        this.http = http;
        this.console = console;
    }

    /// @return the exit code
    int run() {
        try (var node = new NodeHttp(http, WITHOUT)) {
            JsonNode status = node.post(PATH);
            while (status.path("running").asBoolean()) {
                show(status);
                doors.pause(EVERY);
                status = node.get(PATH);
            }
            show(status);
            console.err().println();
            String failure = status.path("failure").asText();
            if (!failure.isEmpty()) {
                throw new CommandException("the node could not compact everything: " + failure);
            }
            console.out()
                    .printf(
                            Locale.ROOT,
                            "compacted %.1f MiB%n",
                            status.path("doneBytes").asLong() / MIB);
            return 0;
        }
    }

    private void show(JsonNode status) {
        long done = status.path("doneBytes").asLong();
        long all = done + status.path("pendingBytes").asLong();
        int filled = all == 0 ? BAR_CHARS : (int) (BAR_CHARS * done / all);
        console.err()
                .printf(
                        Locale.ROOT,
                        "\r[%s%s] %.1f of %.1f MiB",
                        "#".repeat(filled),
                        ".".repeat(BAR_CHARS - filled),
                        done / MIB,
                        all / MIB);
        console.err().flush();
    }
}
