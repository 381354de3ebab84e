package io.varve.cli.group;

import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import picocli.CommandLine.Option;

/// How a command that has shown what it would do comes to know whether it may.
final class Consent {

    @Option(names = "--dry-run", description = "Only shows what would be done.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Does it without asking, for scripts.")
    private boolean yes;

    boolean isDryRun() {
        return dryRun;
    }

    /// Refuses at once what could not be asked in the end.
    void demandSomebodyToAsk(Console console) {
        if (!dryRun && !yes && !console.isTerminal()) {
            throw new CommandException(
                    "there is no terminal to ask at: add --yes to do it, or --dry-run to see what would be done");
        }
    }

    /// @throws CommandException if the answer is no
    void demand(Console console, String question) {
        if (!yes && !console.confirms(question)) {
            throw new CommandException("nothing was changed");
        }
    }
}
