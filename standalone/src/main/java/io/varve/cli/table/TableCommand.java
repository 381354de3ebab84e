package io.varve.cli.table;

import io.varve.cli.console.Console;
import io.varve.cli.console.HttpOptions;
import io.varve.cli.console.NodeHttp;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `varve table`, with its subcommands.
@Command(name = "table", description = "Lists and shows the topics' tables, and says how to query them in SQL.")
public final class TableCommand {

    private static final String WITHOUT_TABLES =
            "does not serve tables: name one that runs 'varve start' or 'varve read' with --http";

    private TableCommand() {}

    public static CommandLine line(Console console) {
        return new CommandLine(new TableCommand())
                .addSubcommand(new TableList(console))
                .addSubcommand(new TableShow(console))
                .addSubcommand(new TableSql(console));
    }

    /// A node that can be asked about tables.
    static NodeHttp node(HttpOptions options) {
        return new NodeHttp(options.http(), WITHOUT_TABLES);
    }

    /// Where the node tells of one table.
    static String path(String topic) {
        return "/tables/" + NodeHttp.part(topic);
    }
}
