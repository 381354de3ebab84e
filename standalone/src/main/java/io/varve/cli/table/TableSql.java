package io.varve.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import io.varve.cli.console.HttpOptions;
import io.varve.cli.console.Json;
import io.varve.cli.console.NodeHttp;
import io.varve.table.Engine;
import io.varve.table.TableStatements;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve table sql`.
@Command(
        name = "sql",
        description = {
            "Prints statements that attach the catalog and read a topic's table, to be pasted as they are.",
            "For a compacted topic they show the last value of each key."
        },
        sortOptions = false)
final class TableSql implements Callable<Integer> {

    @Parameters(paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            converter = Engines.class,
            completionCandidates = Engines.class,
            description = "Only for this one: ${COMPLETION-CANDIDATES}.")
    private @Nullable Engine engine;

    @Option(names = "--latest", description = "Shows the last value of each key, also of a topic that keeps all.")
    private boolean latest;

    @Option(names = "--json", description = "Prints a JSON object of the statements by engine.")
    private boolean json;

    @Mixin
    private final HttpOptions node = new HttpOptions();

    private final Console console;

    TableSql(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (NodeHttp asked = TableCommand.node(node)) {
            JsonNode table = asked.get(TableCommand.path(topic));
            boolean latestAlone = latest || table.path("compacted").asBoolean();
            TableStatements statements = statements(table.path("table").asText(), asked.url() + "/iceberg");
            List<Engine> engines = engine == null ? List.of(Engine.values()) : List.of(engine);
            ObjectNode byEngine = Json.object();
            engines.forEach(each ->
                    byEngine.put(Engines.name(each), latestAlone ? statements.latest(each) : statements.rows(each)));
            print(byEngine, engines);
            return 0;
        }
    }

    private static TableStatements statements(String table, String catalogUrl) {
        try {
            return new TableStatements(table, catalogUrl);
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private void print(ObjectNode byEngine, List<Engine> engines) {
        if (json) {
            console.out().println(Json.line(byEngine));
            return;
        }
        boolean several = engines.size() > 1;
        for (Engine each : engines) {
            String name = Engines.name(each);
            console.out().print(several ? "== " + name + "\n" : "");
            console.out().print(byEngine.path(name).asText());
            console.out().print(several ? "\n" : "");
        }
        console.out().flush();
    }
}
