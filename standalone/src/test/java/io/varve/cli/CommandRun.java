package io.varve.cli;

import io.varve.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// What a command that starts no node said, and its exit code; it runs in this process.
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun of(String... arguments) {
        return withInput("", arguments);
    }

    /// Without anybody at a terminal.
    public static CommandRun withInput(String input, String... arguments) {
        return run(input, false, arguments);
    }

    private static CommandRun run(String input, boolean terminal, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal);
        int exitCode = VarveCommand.line(console).execute(arguments);
        return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// Runs commands against the cluster that a node belongs to.
    public record Against(String bootstrap) {

        public CommandRun run(String... arguments) {
            return withInput("", arguments);
        }

        public CommandRun withInput(String input, String... arguments) {
            return CommandRun.run(input, false, here(arguments));
        }

        /// With somebody at a terminal who types this.
        public CommandRun answered(String typed, String... arguments) {
            return CommandRun.run(typed, true, here(arguments));
        }

        private String[] here(String... arguments) {
            return Stream.concat(Stream.of(arguments), Stream.of("--bootstrap", bootstrap))
                    .toArray(String[]::new);
        }
    }
}
