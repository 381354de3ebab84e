package io.varve.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.varve.conformance.Outcome.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The tests of franz-go's package `kgo` that talk to a broker; `franz-go.tests` names them. They run in parallel, as
/// franz-go has them run.
final class FranzGoTests implements Suite {

    /// Ends what hangs; the tests take a tenth of it.
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private static final int RECORDS = 50_000;
    private static final int RECORDS_SHORT = 10_000;

    private static final String MODULE = "github.com/twmb/franz-go";

    /// What a test says, beside where it says it.
    private static final Pattern SAID = Pattern.compile("^\\s*\\w+\\.go:\\d+: (.*)$");

    private final ObjectMapper json = new ObjectMapper();
    private final String version;
    private final List<String> tests;

    /// @param version of the module
    /// @param tests the names of the tests, without those of their parts
    FranzGoTests(String version, List<String> tests) {
        this.version = version;
        this.tests = List.copyOf(tests);
    }

    @Override
    public String name() {
        return "franz-go";
    }

    @Override
    public void run(Task task) throws IOException, InterruptedException {
        List<String> selected = tests.stream().filter(task.selection()).toList();
        if (selected.isEmpty()) {
            return;
        }
        var builder = new ProcessBuilder(
                        "go",
                        "test",
                        "-json",
                        "-count=1",
                        "-timeout=" + TIMEOUT.toSeconds() + "s",
                        "-run=" + selected.stream().collect(Collectors.joining("|", "^(", ")$")),
                        "./pkg/kgo")
                .directory(source().toFile())
                .redirectErrorStream(true);
        builder.environment().put("KGO_SEEDS", task.bootstrap());
        builder.environment().put("KGO_TEST_RF", "1");
        builder.environment()
                .put("KGO_TEST_RECORDS", Integer.toString(task.size() == Size.SHORT ? RECORDS_SHORT : RECORDS));
        builder.environment().put("KGO_LOG_LEVEL", "none");
        Process go = builder.start();
        try (BufferedReader events = go.inputReader(StandardCharsets.UTF_8);
                var log = new PrintWriter(Files.newBufferedWriter(task.log()))) {
            read(events, log, task);
        } finally {
            go.destroyForcibly();
        }
        // 1 says that a test failed, of which the outcomes tell.
        if (go.waitFor() > 1) {
            throw new IOException("go test ended with " + go.exitValue() + "; what it said is in " + task.log());
        }
    }

    /// Where the module's files are, which the client of Go's registry keeps.
    private Path source() throws IOException, InterruptedException {
        Process go = new ProcessBuilder("go", "mod", "download", "-json", MODULE + "@" + version)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        JsonNode module = json.readTree(go.getInputStream().readAllBytes());
        if (go.waitFor() != 0) {
            throw new IOException("cannot get " + MODULE + " " + version + ": "
                    + module.path("Error").asText());
        }
        return Path.of(module.path("Dir").asText());
    }

    private void read(BufferedReader events, PrintWriter log, Task task) throws IOException {
        Map<String, String> said = new HashMap<>();
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            // What Go itself says, such as an error of its compiler, is no event.
            JsonNode event = line.startsWith("{")
                    ? json.readTree(line)
                    : json.createObjectNode().put("Output", line);
            String test = event.path("Test").asText();
            String output = event.path("Output").asText();
            log.println(event.has("Output") ? output.stripTrailing() : line);
            Matcher sentence = SAID.matcher(output.stripTrailing());
            if (sentence.matches()) {
                said.putIfAbsent(test, sentence.group(1));
            }
            result(event.path("Action").asText())
                    .filter(result -> !test.isEmpty())
                    .map(result -> outcome(test, result, said, event))
                    .ifPresent(task.outcomes());
        }
    }

    private static Outcome outcome(String test, Result result, Map<String, String> said, JsonNode event) {
        String detail = result == Result.PASSED ? "" : said.getOrDefault(test, "");
        return new Outcome(
                test,
                result,
                detail,
                Duration.ofMillis(Math.round(event.path("Elapsed").asDouble() * 1000)));
    }

    private static Optional<Result> result(String action) {
        return switch (action) {
            case "pass" -> Optional.of(Result.PASSED);
            case "fail" -> Optional.of(Result.FAILED);
            case "skip" -> Optional.of(Result.SKIPPED);
            default -> Optional.empty();
        };
    }
}
