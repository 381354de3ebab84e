package io.varve.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.CommandRun;
import io.varve.cli.console.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that talk to a cluster, put to a node.
class CommandsIT {

    @TempDir
    private static Path folder;

    private static VarveProcess node;
    private static CommandRun.Against cluster;

    @BeforeAll
    static void start() {
        node = VarveProcess.start(folder, Map.of(), "start", "--store", "memory:", "--journal", "memory:");
        cluster = new CommandRun.Against(node.ready().kafka());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aTopicIsCreatedDescribedAlteredAndDeleted() throws JsonProcessingException {
        assertThat(cluster.run("topic", "create", "life", "--partitions", "3", "--config", "retention.ms=-1"))
                .isEqualTo(new CommandRun(0, line("created life"), ""));

        JsonNode topic = Json.parse(
                        cluster.run("topic", "describe", "life", "--json").out())
                .get(0);
        assertThat(topic.get("name").asText()).isEqualTo("life");
        assertThat(topic.get("configs").get("retention.ms").asText()).isEqualTo("-1");
        assertThat(topic.get("partitions")).hasSize(3);

        assertThat(cluster.run("topic", "alter", "life", "--partitions", "4").exitCode())
                .isZero();
        assertThat(cluster.run("topic", "describe", "life").out()).contains("life  id ");
        assertThat(Json.parse(cluster.run("topic", "describe", "life", "--json").out())
                        .get(0)
                        .get("partitions"))
                .hasSize(4);
        assertThat(cluster.run("topic", "delete", "life")).isEqualTo(new CommandRun(0, line("deleted life"), ""));
    }

    @Test
    void topicsAreListedForPeopleAndForPrograms() throws JsonProcessingException {
        cluster.run("topic", "create", "listed");

        assertThat(cluster.run("topic", "list").out().lines()).contains("listed");
        assertThat(Json.parse(cluster.run("topic", "list", "--json").out()).findValuesAsText("name"))
                .contains("listed");
    }

    @Test
    void recordsComeBackAsTheyWereWritten() throws JsonProcessingException {
        cluster.run("topic", "create", "records");
        CommandRun produced = cluster.withInput(
                "k1:v1\nk2:Zürich → 東京\n", "produce", "records", "--key-separator", ":", "--header", "h=1");

        assertThat(produced).isEqualTo(new CommandRun(0, "", line("2 records written to records")));
        assertThat(cluster.run("consume", "records", "--format", "%o %k=%v\\n").out())
                .isEqualTo("0 k1=v1\n1 k2=Zürich → 東京\n");
        JsonNode record = Json.parse(
                cluster.run("consume", "records", "--json", "--limit", "1").out());
        assertThat(record.get("key").asText()).isEqualTo("k1");
        assertThat(record.get("headers").get(0).get("h").asText()).isEqualTo("1");
    }

    @Test
    void whatIsConsumedAsJsonIsProducedAsJson() {
        cluster.run("topic", "create", "copied", "copy");
        cluster.withInput("a\nb\n", "produce", "copied");

        String json = cluster.run("consume", "copied", "--json").out();
        assertThat(cluster.withInput(json, "produce", "copy", "--json").exitCode())
                .isZero();

        assertThat(cluster.run("consume", "copy").out()).isEqualTo("a\nb\n");
    }

    @Test
    void aTopicThatExistsIsNotCreatedAgain() {
        cluster.run("topic", "create", "once");

        CommandRun again = cluster.run("topic", "create", "once");

        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).startsWith("varve: once: ").hasLineCount(1);
        assertThat(cluster.run("topic", "create", "once", "--if-not-exists").exitCode())
                .isZero();
    }

    @Test
    void aTopicThatDoesNotExistIsAFailureInOneLine() {
        for (String command :
                new String[] {"consume", "topic describe", "topic delete", "topic alter --partitions 2"}) {
            CommandRun run = cluster.run((command + " missing").split(" "));

            assertThat(run.exitCode()).as(command).isEqualTo(1);
            assertThat(run.err()).as(command).startsWith("varve: ").hasLineCount(1);
            assertThat(run.out()).as(command).isEmpty();
        }
    }

    @Test
    void aConfigThatThereIsNotIsAFailureInOneLine() {
        CommandRun run = cluster.run("topic", "create", "misspelt", "--config", "retention.mz=1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("varve: misspelt: ")
                .contains("retention.mz")
                .hasLineCount(1);
    }

    private static String line(String text) {
        return text + System.lineSeparator();
    }
}
