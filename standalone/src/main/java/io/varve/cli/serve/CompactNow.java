package io.varve.cli.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import io.varve.cli.console.Json;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;

/// Asks a node to compact everything, and shows how far it is until it is done.
final class CompactNow {

    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int BAR_CHARS = 40;
    private static final int NOT_FOUND = 404;
    private static final int FIRST_ERROR = 300;
    private static final double MIB = 1 << 20;

    private final URI node;
    private final Console console;
    private final Doors doors = SystemDoors.open(CrashPoints.OFF);

    CompactNow(String http, Console console) {
        try {
            this.node = URI.create(http.replaceAll("/+$", "") + "/compact");
        } catch (IllegalArgumentException e) {
            throw new CommandException("'" + http + "' is no URL", e);
        }
        this.console = console;
    }

    /// @return the exit code
    int run() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            JsonNode status = ask(client, HttpRequest.newBuilder(node).POST(HttpRequest.BodyPublishers.noBody()));
            while (status.path("running").asBoolean()) {
                show(status);
                doors.pause(EVERY);
                status = ask(client, HttpRequest.newBuilder(node).GET());
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

    private JsonNode ask(HttpClient client, HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer =
                    client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == NOT_FOUND) {
                throw new CommandException("the node at " + node.resolve("/")
                        + " does not compact: name one that runs 'varve start' or 'varve compact' with --http");
            }
            if (answer.statusCode() >= FIRST_ERROR) {
                throw new CommandException(node + " answered " + answer.statusCode() + " " + answer.body());
            }
            return Json.parse(answer.body());
        } catch (JsonProcessingException e) {
            throw new CommandException(node + " answered something else than a node does", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    "no answer from " + node.resolve("/")
                            + ": start a node with 'varve start', or name another one with" + " --http",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted; the node goes on", e);
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
