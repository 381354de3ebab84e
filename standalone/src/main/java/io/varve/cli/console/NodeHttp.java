package io.varve.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// What a node answers over HTTP. Whatever is not that ends the command, with what to do about it.
///
/// For one thread.
public final class NodeHttp implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long MAX_ANSWER_BYTES = 64 << 20;
    private static final int NOT_FOUND = 404;
    private static final int FIRST_ERROR = 300;

    private final String url;
    private final String without;
    private final HttpClient client = HttpClient.newHttpClient();

    /// @param url of the node, as a person gave it
    /// @param without what to say of a node that does not have what is asked for: `does not …: name one that …`
    public NodeHttp(String url, String without) {
        this.url = url.replaceAll("/+$", "");
        this.without = without;
        if (!this.url.matches("https?://[^\\s'\"`?#]+")) {
            throw new CommandException(
                    "'" + Printable.text(url) + "' is no URL of a node: give one as http://localhost:8080");
        }
    }

    /// Without slashes at its end.
    public String url() {
        return url;
    }

    /// @param path begins with a slash; see [#part] for what others have named
    public JsonNode get(String path) {
        return ask(path, HttpRequest.newBuilder(uri(path)).GET());
    }

    /// Empty if the node has nothing at the path.
    public Optional<JsonNode> find(String path) {
        try {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(path)).GET());
            return answer.statusCode() == NOT_FOUND ? Optional.empty() : Optional.of(read(path, answer));
        } catch (JsonProcessingException e) {
            throw unreadable(path, e);
        }
    }

    public JsonNode post(String path) {
        return ask(path, HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    /// A name as a part of a path.
    public static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private URI uri(String path) {
        try {
            return URI.create(url + path);
        } catch (IllegalArgumentException e) {
            throw new CommandException("'" + Printable.text(url) + "' is no URL", e);
        }
    }

    private JsonNode ask(String path, HttpRequest.Builder request) {
        try {
            return read(path, send(request));
        } catch (JsonProcessingException e) {
            throw unreadable(path, e);
        }
    }

    private JsonNode read(String path, HttpResponse<String> answer) throws JsonProcessingException {
        if (answer.statusCode() >= FIRST_ERROR) {
            throw refused(path, answer);
        }
        return Json.parse(answer.body());
    }

    private CommandException unreadable(String path, JsonProcessingException e) {
        return new CommandException(url + path + " answered something else than a node does", e);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(
                    request.timeout(TIMEOUT).build(), BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    "no answer from " + url + ": start a node with 'varve start', or name another one with --http", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted; the node goes on", e);
        }
    }

    private CommandException refused(String path, HttpResponse<String> answer) {
        String reason = reason(answer.body());
        if (!reason.isEmpty()) {
            return new CommandException(reason);
        }
        return answer.statusCode() == NOT_FOUND
                ? new CommandException("the node at " + url + " " + without)
                : new CommandException(url + path + " answered " + answer.statusCode() + " " + answer.body());
    }

    /// What a node's endpoint says itself, empty if something else has answered.
    private static String reason(String body) {
        try {
            return Json.parse(body).path("error").asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
