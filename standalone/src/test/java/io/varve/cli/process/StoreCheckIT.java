package io.varve.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.CommandRun;
import io.varve.cli.console.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `varve store check` on the folder that a node has left behind.
class StoreCheckIT {

    @TempDir
    private Path folder;

    private String data = "";

    @BeforeEach
    void leaveAnObject() {
        data = folder.resolve("data").toString();
        try (VarveProcess node = start()) {
            var cluster = new CommandRun.Against(node.ready().kafka());
            cluster.run("topic", "create", "orders");
            assertThat(cluster.withInput("a record\n", "produce", "orders").exitCode())
                    .isZero();
            assertThat(node.terminate().exitCode()).isZero();
        }
    }

    private VarveProcess start() {
        return VarveProcess.start(folder, Map.of("VARVE_INGEST_INLINE_MAX", "0"), "start", "--data", data);
    }

    private CommandRun check(String... options) {
        return CommandRun.of(Stream.concat(Stream.of("store", "check", "--data", data), Stream.of(options))
                .toArray(String[]::new));
    }

    private Path object() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(data, "objects"))) {
            return files.filter(file -> file.toString().contains("/wal/")
                            && Files.isRegularFile(file)
                            && !file.toString().endsWith("~crc32c"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void whereAllIsWellNothingIsMissingAndNothingIsLeft() throws IOException {
        CommandRun run = check("--strict");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsPattern("(?m)^cluster [0-9a-f]{32} generation 1$");
        assertThat(run.out()).containsPattern("(?m)^wal +1 +" + Files.size(object()) + " +0 +0$");
        assertThat(run.out()).contains("lists of objects to be deleted: 0, 0 bytes");
    }

    @Test
    void anObjectThatIsGoneIsAFailureAndIsNamed() throws IOException {
        Path gone = object();
        Files.delete(gone);

        CommandRun run = check();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("missing " + keyOf(gone));
        assertThat(run.err())
                .startsWith("varve: 1 objects that the journal names are missing")
                .contains("put them back");
    }

    @Test
    void whatNobodyNamesIsAFailureOnlyIfNothingMayBeLeft() throws IOException {
        Path named = object();
        Path unnamed = named.resolveSibling(named.getFileName().toString().replaceAll(".$", "f"));
        Files.copy(named, unnamed);

        CommandRun run = check();
        CommandRun strict = check("--strict");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("unnamed " + keyOf(unnamed));
        assertThat(strict.exitCode()).isEqualTo(1);
        assertThat(strict.out()).isEqualTo(run.out());
        assertThat(strict.err()).startsWith("varve: 1 objects are named by nobody");
    }

    @Test
    void programsReadWhatIsThere() throws IOException {
        Files.copy(
                object(),
                Files.createDirectories(object().resolveSibling("by-hand")).resolve("copy"));

        JsonNode found = parsed(check("--json"));

        assertThat(found.at("/named/wal/objects").asLong()).isEqualTo(1);
        assertThat(found.at("/named/wal/bytes").asLong()).isEqualTo(Files.size(object()));
        assertThat(found.at("/unnamed/segment/objects").asLong()).isZero();
        assertThat(found.at("/strangers/objects").asLong()).isEqualTo(1);
        assertThat(found.get("missing")).isEmpty();
        assertThat(found.get("unnamedKeys")).isEmpty();
    }

    @Test
    void aFolderThatANodeUsesIsRefused() {
        try (VarveProcess node = start()) {
            node.ready();

            CommandRun run = check();

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).startsWith("varve: ").contains(data, "another process");
        }
    }

    @Test
    void noClusterIsBegunByLookingForOne() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        CommandRun nowhere = CommandRun.of("store", "check", "--data", empty.toString());
        CommandRun noJournal = CommandRun.of("store", "check", "--store", "file:" + data, "--journal", "file:" + empty);

        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.err()).startsWith("varve: there is no cluster in 'file:" + empty + "'");
        assertThat(noJournal.exitCode()).isEqualTo(1);
        assertThat(noJournal.err()).startsWith("varve: there is nothing in 'file:" + empty + "'");
    }

    private String keyOf(Path file) {
        return Path.of(data, "objects").relativize(file).toString();
    }

    private static JsonNode parsed(CommandRun run) throws JsonProcessingException {
        return Json.parse(run.out());
    }
}
