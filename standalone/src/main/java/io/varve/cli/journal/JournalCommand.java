package io.varve.cli.journal;

import io.varve.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `varve journal`, with its subcommands.
@Command(name = "journal", description = "Repairs a journal. For a person who knows why.")
public final class JournalCommand {

    private JournalCommand() {}

    public static CommandLine line(Console console) {
        return new CommandLine(new JournalCommand()).addSubcommand(new VoidCommand(console));
    }
}
