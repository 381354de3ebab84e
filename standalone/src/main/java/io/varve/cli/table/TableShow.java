package io.varve.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.console.Console;
import io.varve.cli.console.HttpOptions;
import io.varve.cli.console.Json;
import io.varve.cli.console.NodeHttp;
import io.varve.cli.console.Printable;
import io.varve.cli.console.Table;
import io.varve.cli.console.Table.Column;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `varve table show`.
@Command(
        name = "show",
        description = "Shows the table of a topic: its columns, what it holds, and how far it is behind the log.",
        sortOptions = false)
final class TableShow implements Callable<Integer> {

    private static final String INDENT = "  ";

    @Parameters(paramLabel = "TOPIC", description = "Name of the topic.")
    private String topic = "";

    @Option(names = "--json", description = "Prints a JSON object.")
    private boolean json;

    @Mixin
    private final HttpOptions node = new HttpOptions();

    private final Console console;

    TableShow(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (NodeHttp asked = TableCommand.node(node)) {
            JsonNode table = OtherCatalogs.addTo(asked.get(TableCommand.path(topic)), asked);
            if (json) {
                console.out().println(Json.line(table));
            } else {
                print(table, console.out());
            }
            return 0;
        }
    }

    private static void print(JsonNode table, PrintStream out) {
        out.println("varve." + Printable.text(table.path("table").asText()));
        out.println("  published  " + Cells.time(table, "publishedMs") + ", as of entry "
                + Cells.number(table, "sequence"));
        out.println("  partitions " + partitions(table));
        out.println("  files      " + Cells.number(table, "files"));
        out.println("  rows       " + Cells.number(table, "rows"));
        out.println("  bytes      " + Cells.number(table, "bytes"));
        out.println("  lag        " + lag(table));
        if (OtherCatalogs.isToldOf(table)) {
            out.println("  elsewhere  " + OtherCatalogs.line(table));
        }
        out.println();
        printColumns(table.path("columns"), out);
        out.println();
        printPartitions(table.path("partitions"), out);
    }

    /// Of the table, which are not those of the topic.
    private static String partitions(JsonNode table) {
        String period = table.path("partitionedBy").asText("none");
        return period.equals("none") ? period : "by the " + period + " of kafka_ingest_time";
    }

    private static String lag(JsonNode table) {
        String records = Cells.number(table, "lagRecords");
        return table.has("lagSinceMs")
                ? records + " records, the oldest since " + Cells.time(table, "lagSinceMs")
                : records;
    }

    private static void printColumns(JsonNode columns, PrintStream out) {
        Table table = Table.of(Column.number("id"), Column.text("column"), Column.text("type"), Column.text("null"));
        for (JsonNode column : columns) {
            table.row(
                    Cells.number(column, "id"),
                    Printable.text(column.path("name").asText()),
                    Printable.text(column.path("type").asText()),
                    column.path("required").asBoolean() ? "never" : "possible");
        }
        table.print(out, INDENT);
    }

    private static void printPartitions(JsonNode partitions, PrintStream out) {
        Table table = Table.of(
                Column.number("partition"),
                Column.number("log start"),
                Column.number("log end"),
                Column.number("table end"),
                Column.number("lag"));
        for (JsonNode partition : partitions) {
            table.row(
                    Cells.number(partition, "partition"),
                    Cells.number(partition, "logStart"),
                    Cells.number(partition, "logEnd"),
                    Cells.number(partition, "tableEnd"),
                    Cells.number(partition, "lagRecords"));
        }
        table.print(out, INDENT);
    }
}
