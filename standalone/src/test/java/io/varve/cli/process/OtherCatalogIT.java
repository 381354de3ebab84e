package io.varve.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.CommandRun;
import io.varve.cli.console.Json;
import io.varve.testkit.MotoServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node that feeds another catalog because its settings say so.
class OtherCatalogIT {

    @TempDir
    private static Path folder;

    private static MotoServer moto;
    private static VarveProcess node;
    private static CommandRun.Against cluster;
    private static String http;

    @BeforeAll
    static void start() {
        moto = MotoServer.start();
        node = VarveProcess.start(
                folder,
                Map.of(
                        "VARVE_TABLE_CATALOG_TYPE", "glue",
                        "VARVE_TABLE_CATALOG_GLUE_ENDPOINT", moto.endpoint().toString(),
                        "VARVE_TABLE_PUBLISH_EVERY", "200ms"),
                "start",
                "--store",
                "memory:",
                "--journal",
                "memory:");
        VarveProcess.Ready ready = node.ready();
        cluster = new CommandRun.Against(ready.kafka());
        http = ready.http();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
        if (moto != null) {
            moto.close();
        }
    }

    @Test
    void aTableIsToldToBeThereAsWell() throws JsonProcessingException {
        assertThat(cluster.run("topic", "create", "Orders.eu", "--partitions", "1")
                        .exitCode())
                .isZero();
        assertThat(cluster.withInput("a:1\n", "produce", "Orders.eu").exitCode())
                .isZero();
        assertThat(type("compact", "--now").exitCode()).isZero();
        // Feeding takes its turn within seconds; each look at the node takes a while too.
        JsonNode orders = Json.parse(type("table", "list", "--json").out()).get(0);
        for (int i = 0; i < 1_000 && !isCurrent(orders); i++) {
            orders = Json.parse(type("table", "list", "--json").out()).get(0);
        }

        assertThat(orders.at("/otherCatalog/state").asText()).isEqualTo("current");
        assertThat(orders.at("/otherCatalog/name").asText()).isEqualTo("orders_x2e_eu");
        assertThat(orders.at("/otherCatalog/sequence")).isEqualTo(orders.get("sequence"));
        assertThat(type("table", "show", "Orders.eu").out()).containsPattern("elsewhere +current\\R");
        assertThat(type("table", "list").out()).contains("elsewhere").containsPattern("Orders.eu .* current\\R");
    }

    private static boolean isCurrent(JsonNode table) {
        return table.at("/otherCatalog/state").asText().equals("current");
    }

    private static CommandRun type(String... command) {
        return CommandRun.of(
                Stream.concat(Stream.of(command), Stream.of("--http", http)).toArray(String[]::new));
    }
}
