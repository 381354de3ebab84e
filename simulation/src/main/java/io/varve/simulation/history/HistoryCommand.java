package io.varve.simulation.history;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `varve history`.
@Command(name = "history", description = "What clients of a cluster did and saw.", synopsisSubcommandLabel = "COMMAND")
public final class HistoryCommand {

    private HistoryCommand() {}

    /// The command with those below it.
    public static CommandLine line(PrintWriter out, PrintWriter err) {
        return new CommandLine(new HistoryCommand()).addSubcommand(new CheckCommand(out, err));
    }
}
