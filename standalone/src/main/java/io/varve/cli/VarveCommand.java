package io.varve.cli;

import io.varve.cli.console.Console;
import io.varve.cli.console.Failures;
import io.varve.cli.demo.DemoCommand;
import io.varve.cli.group.GroupCommand;
import io.varve.cli.journal.JournalCommand;
import io.varve.cli.records.ConsumeCommand;
import io.varve.cli.records.ProduceCommand;
import io.varve.cli.serve.CompactCommand;
import io.varve.cli.serve.IngestCommand;
import io.varve.cli.serve.ReadCommand;
import io.varve.cli.serve.StartCommand;
import io.varve.cli.store.StoreCommand;
import io.varve.cli.table.TableCommand;
import io.varve.cli.topic.TopicCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;

/// `varve`, with all its subcommands.
@Command(
        name = "varve",
        description = "A Kafka-compatible event stream over an object store and a journal.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed (one line on standard error says why), 2 wrong usage.",
            "'varve COMMAND --help' explains a command; 'varve test' runs the tests of a source tree."
        })
final class VarveCommand {

    private VarveCommand() {}

    /// The whole command line, to be executed.
    static CommandLine line(Console console) {
        CommandLine line = new CommandLine(new VarveCommand())
                .addSubcommand(new StartCommand())
                .addSubcommand(new DemoCommand())
                .addSubcommand(new IngestCommand())
                .addSubcommand(new ReadCommand())
                .addSubcommand(new CompactCommand(console))
                .addSubcommand(TopicCommand.line(console))
                .addSubcommand(TableCommand.line(console))
                .addSubcommand(GroupCommand.line(console))
                .addSubcommand(new ProduceCommand(console))
                .addSubcommand(new ConsumeCommand(console))
                .addSubcommand(JournalCommand.line(console))
                .addSubcommand(StoreCommand.line(console))
                .addSubcommand(new VersionCommand(console))
                .addSubcommand(new CompletionCommand(console));
        addHelp(line);
        // A name that begins with @ is a name, also where there is a file of the rest of it.
        return line.setExpandAtFiles(false)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler(failures(console))
                .setUsageHelpAutoWidth(true);
    }

    /// Every command explains itself.
    private static void addHelp(CommandLine line) {
        if (!line.getCommandSpec().optionsMap().containsKey("--help")) {
            line.getCommandSpec()
                    .addOption(OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Explains this command.")
                            .build());
        }
        line.getSubcommands().values().forEach(VarveCommand::addHelp);
    }

    private static IExecutionExceptionHandler failures(Console console) {
        return (failure, line, result) -> {
            console.err().println("varve: " + Failures.line(failure));
            return CommandLine.ExitCode.SOFTWARE;
        };
    }
}
