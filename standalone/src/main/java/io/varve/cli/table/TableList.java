package io.varve.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.console.Console;
import io.varve.cli.console.HttpOptions;
import io.varve.cli.console.Json;
import io.varve.cli.console.NodeHttp;
import io.varve.cli.console.Printable;
import io.varve.cli.console.Table;
import io.varve.cli.console.Table.Column;
import java.util.ArrayList;
import java.util.List;
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
            description =
                    "Prints a JSON array of {topic, table, compacted, partitionedBy, files, rows, bytes, sequence, publishedMs,"
                            + " lagRecords, lagSinceMs, otherCatalog}, the last only by a node that feeds another catalog;"
                            + " {topic, table, compacted, partitionedBy, error} of a table that cannot be looked at.")
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
            JsonNode tables = OtherCatalogs.addTo(asked.get("/tables"), asked);
            if (json) {
                console.out().println(Json.line(tables));
            } else {
                print(tables);
            }
            return 0;
        }
    }

    private void print(JsonNode tables) {
        var columns = new ArrayList<>(List.of(
                Column.text("table"),
                Column.number("files"),
                Column.number("rows"),
                Column.number("bytes"),
                Column.text("published"),
                Column.number("lag"),
                Column.text("since")));
        boolean elsewhere = false;
        for (JsonNode each : tables) {
            elsewhere |= OtherCatalogs.isToldOf(each);
        }
        if (elsewhere) {
            columns.add(Column.text("elsewhere"));
        }
        Table table = Table.of(columns.toArray(Column[]::new));
        for (JsonNode each : tables) {
            table.row(cells(each, elsewhere).toArray());
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

    private static List<String> cells(JsonNode table, boolean elsewhere) {
        var cells = new ArrayList<>(List.of(
                Printable.cell(table.path("table").asText()),
                Cells.number(table, "files"),
                Cells.number(table, "rows"),
                Cells.number(table, "bytes"),
                Cells.time(table, "publishedMs"),
                Cells.number(table, "lagRecords"),
                Cells.time(table, "lagSinceMs")));
        if (elsewhere) {
            cells.add(OtherCatalogs.isToldOf(table) ? OtherCatalogs.cell(table) : "-");
        }
        return cells;
    }
}
