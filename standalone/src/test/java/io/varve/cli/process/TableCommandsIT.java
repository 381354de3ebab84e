package io.varve.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.CommandRun;
import io.varve.cli.console.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands about tables, put to a node that publishes only when it is told to compact.
class TableCommandsIT {

    private static final String RECORDS = "a:1\nb:2\na:3\n";

    @TempDir
    private static Path folder;

    private static VarveProcess node;
    private static CommandRun.Against cluster;
    private static String http;

    @BeforeAll
    static void start() throws JsonProcessingException {
        node = VarveProcess.start(
                folder,
                Map.of("VARVE_TABLE_PUBLISH_EVERY", "200ms"),
                "start",
                "--store",
                "memory:",
                "--journal",
                "memory:");
        VarveProcess.Ready ready = node.ready();
        cluster = new CommandRun.Against(ready.kafka());
        http = ready.http();
        for (String topic : new String[] {"orders", "late"}) {
            assertThat(cluster.run("topic", "create", topic, "--partitions", "1")
                            .exitCode())
                    .isZero();
        }
        assertThat(cluster.run("topic", "create", "prices", "--config", "cleanup.policy=compact")
                        .exitCode())
                .isZero();
        for (String topic : new String[] {"orders", "prices"}) {
            produce(topic);
        }
        compact();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aTableIsListedWithWhatItHolds() throws JsonProcessingException {
        JsonNode orders = json("table list --json").get(1);

        assertThat(orders.get("topic").asText()).isEqualTo("orders");
        assertThat(orders.get("table").asText()).isEqualTo("orders");
        assertThat(orders.get("files").asInt()).isEqualTo(1);
        assertThat(orders.get("rows").asInt()).isEqualTo(3);
        assertThat(orders.get("bytes").asInt()).isPositive();
        assertThat(orders.get("lagRecords").asInt()).isZero();
        assertThat(orders.has("lagSinceMs")).isFalse();
        CommandRun list = type("table list");
        assertThat(list.exitCode()).isZero();
        assertThat(list.err()).isEmpty();
        assertThat(list.out().lines().toList())
                .anySatisfy(line -> assertThat(line).matches("late +- +- +- +- +\\d+ +.*"))
                .anySatisfy(line -> assertThat(line).matches("orders +1 +3 +\\d+ +\\S+Z +0 +-"));
    }

    @Test
    void aTableIsShownWithItsColumnsAndPartitions() throws JsonProcessingException {
        JsonNode orders = json("table show orders --json");

        assertThat(orders.get("columns").findValuesAsText("name"))
                .contains("kafka_partition", "kafka_offset", "kafka_key", "kafka_value");
        assertThat(orders.get("partitions").get(0).get("tableEnd").asInt()).isEqualTo(3);
        assertThat(orders.get("partitions").get(0).get("logEnd").asInt()).isEqualTo(3);
        CommandRun shown = type("table show orders");
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out())
                .startsWith("varve.orders")
                .containsPattern("rows +3\\R")
                .containsPattern("lag +0\\R")
                .containsPattern("2  kafka_offset +long +never");
    }

    @Test
    void whatIsNotInTheTableYetIsItsLag() throws JsonProcessingException {
        produce("late");

        JsonNode late = json("table list --json").get(0);

        assertThat(late.get("topic").asText()).isEqualTo("late");
        assertThat(late.get("lagRecords").asInt()).isEqualTo(3);
        assertThat(late.get("lagSinceMs").asLong()).isPositive();
        assertThat(late.has("rows")).isFalse();
        CommandRun shown = type("table show late");
        assertThat(shown.exitCode()).isEqualTo(1);
        assertThat(shown.err())
                .startsWith("varve: the topic 'late' has no table yet, 3 records wait since ")
                .contains("varve compact --now")
                .hasLineCount(1);
        assertThat(shown.out()).isEmpty();
    }

    @Test
    void statementsNameTheNodesCatalogAndTheTable() throws JsonProcessingException {
        assertThat(type("table sql orders --engine duckdb").out())
                .contains("ENDPOINT '" + http + "/iceberg'")
                .contains("log.varve.\"orders\"")
                .doesNotContain("row_number");
        assertThat(json("table sql orders --json").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("duckdb", "pyiceberg", "spark", "trino");
        assertThat(type("table sql orders").out()).contains("== duckdb", "== pyiceberg", "== spark", "== trino");
    }

    @Test
    void ofACompactedTopicOrWhenAskedForTheLatestValuesAreShown() {
        assertThat(type("table sql prices --engine trino").out()).contains("row_number() OVER");
        assertThat(type("table sql orders --engine trino --latest").out()).contains("row_number() OVER");
        assertThat(type("table sql orders --engine trino").out()).doesNotContain("row_number() OVER");
    }

    @Test
    void aTopicThatThereIsNotIsAFailureInOneLine() {
        for (String command : new String[] {"table show a/b", "table sql missing"}) {
            CommandRun run = type(command);

            assertThat(run.exitCode()).as(command).isEqualTo(1);
            assertThat(run.err())
                    .as(command)
                    .startsWith("varve: there is no topic '")
                    .hasLineCount(1);
            assertThat(run.out()).as(command).isEmpty();
        }
    }

    private static void produce(String topic) {
        assertThat(cluster.withInput(RECORDS, "produce", topic, "--key-separator", ":")
                        .exitCode())
                .isZero();
    }

    private static void compact() {
        CommandRun compacted = type("compact --now");
        assertThat(compacted.exitCode()).as(compacted.err()).isZero();
    }

    private static JsonNode json(String line) throws JsonProcessingException {
        CommandRun run = type(line);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Json.parse(run.out());
    }

    private static CommandRun type(String line) {
        return CommandRun.of(Stream.concat(Arrays.stream(line.split(" ")), Stream.of("--http", http))
                .toArray(String[]::new));
    }
}
