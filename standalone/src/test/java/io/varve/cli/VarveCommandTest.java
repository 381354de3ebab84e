package io.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.cli.console.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class VarveCommandTest {

    /// As a person would type them, the program itself as an empty line.
    static List<String> commands() {
        return below("", VarveCommand.line(Console.ofProcess())).toList();
    }

    private static Stream<String> below(String typed, CommandLine command) {
        return Stream.concat(
                Stream.of(typed),
                command.getSubcommands().entrySet().stream()
                        .flatMap(each -> below((typed + " " + each.getKey()).strip(), each.getValue())));
    }

    private static CommandRun type(String line) {
        return CommandRun.of(
                Arrays.stream(line.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new));
    }

    @Test
    void theseAreTheCommands() {
        assertThat(commands())
                .containsExactlyInAnyOrder(
                        "",
                        "start",
                        "demo",
                        "ingest",
                        "read",
                        "compact",
                        "topic",
                        "topic create",
                        "topic list",
                        "topic describe",
                        "topic alter",
                        "topic delete",
                        "table",
                        "table list",
                        "table show",
                        "table sql",
                        "group",
                        "group list",
                        "group describe",
                        "group reset",
                        "group delete",
                        "produce",
                        "consume",
                        "journal",
                        "journal void",
                        "store",
                        "store check",
                        "version",
                        "completion");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        CommandRun run = type(command + " --help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(("Usage: varve " + command).strip()).contains("-h, --help");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownOptionIsWrongUsage(String command) {
        CommandRun run = type(command + " --unheard-of");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(("Usage: varve " + command).strip());
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "topic",
                "journal",
                "store",
                "store check --data here --store memory:",
                "topic create",
                "produce",
                "demo --rate 0",
                "consume orders --partition x",
                "start --kafka-port x",
                "table",
                "table show",
                "table sql",
                "table sql orders --engine oracle",
                "group",
                "group list --state asleep",
                "group list --type herd",
                "group describe",
                "group delete",
                "group delete billing --offsets-of :1",
                "group reset billing",
                "group reset billing --to-latest",
                "group reset billing --topic orders",
                "group reset billing --topic orders --to-latest --to-earliest",
                "group reset billing --topic orders --all-topics --to-latest",
                "group reset billing --topic orders --from plan.csv"
            })
    void whatCannotBeMeantIsWrongUsage(String line) {
        CommandRun run = type(line);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: varve");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        CommandRun run = type("consum");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'consum'").contains("Did you mean: varve consume");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void completionKnowsTheCommands() {
        CommandRun run = type("completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("#!/usr/bin/env bash")
                .contains(
                        "demo",
                        "topic",
                        "describe",
                        "--kafka-port",
                        "group",
                        "reset",
                        "--to-earliest",
                        "PreparingRebalance",
                        "pyiceberg");
    }

    @Test
    void versionSaysWhatRuns() {
        CommandRun run = type("version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsPattern("varve \\d+\\.\\d+").contains("java " + Runtime.version());
    }

    @Test
    void aClusterThatIsNotThereIsAFailureInOneLine() {
        CommandRun run = type("topic list --bootstrap localhost:1 --timeout 1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("varve: no answer from localhost:1 within 1 s: start a node with 'varve start', or name"
                        + " another one with --bootstrap" + System.lineSeparator());
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"table list", "table show orders", "table sql orders", "compact --now"})
    void aNodeThatDoesNotAnswerIsAFailureInOneLine(String line) {
        CommandRun run = type(line + " --http http://localhost:1/");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("varve: no answer from http://localhost:1: start a node with 'varve start', or name"
                        + " another one with --http" + System.lineSeparator());
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "ftp://localhost", "http://a'b", "http://"})
    void whatIsNoUrlOfANodeIsAFailureInOneLine(String url) {
        CommandRun run = type("table list --http " + url);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("varve: '" + url + "' is no URL of a node")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"group delete billing", "group reset billing --topic orders --to-latest"})
    void whereNobodyCanBeAskedTheAnswerHasToBeGiven(String line) {
        CommandRun run = type(line + " --bootstrap localhost:1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("varve: there is no terminal to ask at: add --yes to do it, or --dry-run to see what would"
                        + " be done" + System.lineSeparator());
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aNameThatBeginsWithAnAtIsNoFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("arguments"), "--unheard-of");

        CommandRun run = type("group describe --bootstrap localhost:1 --timeout 1 @" + file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("varve: @" + file + ": no answer from localhost:1");
    }

    @Test
    void whatAStrangerNamedIsPrintedWithCare() {
        CommandRun run = type("group describe --bootstrap localhost:1 --timeout 1 a\u001b[31mb");

        assertThat(run.err()).startsWith("varve: $'a\\u001b[31mb': no answer from localhost:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"describe", "delete --yes", "reset --yes --topic orders --to-latest"})
    void aNameThatNoRequestCanHoldIsWrongUsage(String command) {
        CommandRun run = type("group " + command + " --bootstrap localhost:1 " + "é".repeat(16_384));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a name of 32768 bytes is longer than the 32767");
    }
}
