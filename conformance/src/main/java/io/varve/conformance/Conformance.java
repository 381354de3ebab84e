package io.varve.conformance;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The entry point, which the launcher runs.
final class Conformance {

    private Conformance() {}

    public static void main(String... arguments) {
        // Of their own: a suite that runs in this process has its output sent elsewhere.
        var out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        var err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        var command = new ConformanceCommand(Path.of(System.getProperty("varve.root")), out, err);
        var line = new CommandLine(command).setOut(out).setErr(err);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Explains this command.")
                        .build());
        // Tests may leave threads behind.
        System.exit(line.execute(arguments));
    }
}
