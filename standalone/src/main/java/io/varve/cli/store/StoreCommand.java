package io.varve.cli.store;

import io.varve.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `varve store`, with its subcommands.
@Command(name = "store", description = "Looks into the stores of a cluster.")
public final class StoreCommand {

    private StoreCommand() {}

    public static CommandLine line(Console console) {
        return new CommandLine(new StoreCommand()).addSubcommand(new CheckCommand(console));
    }
}
