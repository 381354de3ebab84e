package io.varve.benchmarks;

import io.varve.benchmarks.bench.BenchCommand;
import io.varve.benchmarks.bench.FetchCommand;
import io.varve.benchmarks.groups.CommitsCommand;
import io.varve.benchmarks.groups.GroupsCommand;
import io.varve.benchmarks.log.LogCommand;
import io.varve.benchmarks.micro.BatchPathCommand;
import io.varve.benchmarks.transactions.TransactionsCommand;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The entry point, which the launcher runs for `varve bench`.
final class Benchmarks {

    private Benchmarks() {}

    public static void main(String... arguments) {
        // Clients' own words would drown the figures; what fails throws.
        Logger.getLogger("").setLevel(Level.OFF);
        Path launcher = Path.of(System.getProperty("varve.launcher"));
        var line = new CommandLine(new BenchCommand(launcher))
                .addSubcommand(new BatchPathCommand())
                .addSubcommand(new FetchCommand(launcher))
                .addSubcommand(new CommitsCommand(launcher))
                .addSubcommand(new GroupsCommand(launcher))
                .addSubcommand(new TransactionsCommand(launcher))
                .addSubcommand(new LogCommand());
        addHelp(line);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            command.getErr().println("varve: " + failure);
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(line.execute(arguments));
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Explains this command.")
                        .build());
        line.getSubcommands().values().forEach(Benchmarks::addHelp);
    }
}
