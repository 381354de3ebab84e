package io.varve.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.console.Console;
import io.varve.cli.console.HttpOptions;
import io.varve.cli.console.Json;
import io.varve.cli.console.NodeHttp;
import io.varve.cli.console.Printable;
import io.varve.cli.console.Table;
import io.varve.cli.console.Table.Column;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `varve table list`.
@Command(
        name = "list",
        description = {
            "Lists the tables of all topics: what they hold, and how many records of the log they do not hold yet.",
            "A topic gets its table with its first records that have waited for varve.table.lag."
        },
        sortOptions = false)
final class TableList implements Callable<Integer> {

    @Option(
            names = "--json",
            description = "Prints a JSON array of {topic, table, compacted, files, rows, bytes, sequence, publishedMs,"
                    + " lagRecords, lagSinceMs}; {topic, table, compacted, error} of a table that cannot be looked at.")
    private boolean json;

    @Mixin
    private final HttpOptions node = new HttpOptions();

    private final Console console;

    TableList(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (NodeHttp asked = TableCommand.node(node)) {
            JsonNode tables = asked.get("/tables");
            if (json) {
                console.out().println(Json.line(tables));
            } else {
                print(tables);
            }
            return 0;
        }
    }

    private void print(JsonNode tables) {
        Table table = Table.of(
                Column.text("table"),
                Column.number("files"),
                Column.number("rows"),
                Column.number("bytes"),
                Column.text("published"),
                Column.number("lag"),
                Column.text("since"));
        for (JsonNode each : tables) {
            table.row(
                    Printable.cell(each.path("table").asText()),
                    Cells.number(each, "files"),
                    Cells.number(each, "rows"),
                    Cells.number(each, "bytes"),
                    Cells.time(each, "publishedMs"),
                    Cells.number(each, "lagRecords"),
                    Cells.time(each, "lagSinceMs"));
        }
        table.print(console.out(), "");
        for (JsonNode each : tables) {
            if (each.has("error")) {
                console.err()
                        .println(Printable.text(each.path("table").asText()) + ": "
                                + Printable.text(each.path("error").asText()));
            }
        }
    }
}
