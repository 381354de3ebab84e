package io.varve.cli;

import io.varve.cli.console.Console;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `varve completion`.
@Command(
        name = "completion",
        description = "Prints a script for bash and zsh that completes commands: 'source <(varve completion)'.")
final class CompletionCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec command;

    private final Console console;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        CommandLine whole = Objects.requireNonNull(command).root().commandLine();
        console.out().print(AutoComplete.bash(whole.getCommandName(), whole));
        console.out().flush();
    }
}
