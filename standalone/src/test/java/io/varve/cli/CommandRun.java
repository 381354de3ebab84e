package io.varve.cli;

import io.varve.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a command that starts no node said, and its exit code; it runs in this process.
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun of(String... arguments) {
        return withInput("", arguments);
    }

    /// Without anybody at a terminal.
    public static CommandRun withInput(String input, String... arguments) {
        return run(stream(input), false, arguments);
    }

    private static InputStream stream(String input) {
        return new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    }

    private static CommandRun run(InputStream input, boolean terminal, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(
                input,
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
            return CommandRun.run(stream(input), false, here(arguments));
        }

        /// With somebody at a terminal.
        ///
        /// @param person what is typed, as soon as something is asked
        public CommandRun answered(Supplier<String> person, String... arguments) {
            var typed = new InputStream() {
                private @Nullable InputStream answer;

                private InputStream answer() {
                    if (answer == null) {
                        answer = stream(person.get());
                    }
                    return answer;
                }

                @Override
                public int read() throws IOException {
                    return answer().read();
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    return answer().read(bytes, offset, length);
                }
            };
            return CommandRun.run(typed, true, here(arguments));
        }

        private String[] here(String... arguments) {
            return Stream.concat(Stream.of(arguments), Stream.of("--bootstrap", bootstrap))
                    .toArray(String[]::new);
        }
    }
}
