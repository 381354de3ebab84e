package io.varve.simulation;

import io.varve.simulation.disk.DiskCommand;
import io.varve.simulation.history.HistoryCommand;
import io.varve.simulation.model.ModelCommand;
import io.varve.simulation.sim.SimCommand;
import io.varve.simulation.torture.TortureCommand;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOP_FallbackServiceProvider;
import org.slf4j.helpers.Reporter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/// The entry point, which the launcher runs for the commands that are named here.
@Command(name = "varve", description = "Puts Varve to the test.")
final class Trials {

    private Trials() {}

    public static void main(String... arguments) {
        keepNodesFromTalking();
        var line = new CommandLine(new Trials());
        line.addSubcommand(SimCommand.line(line.getOut(), line.getErr()));
        line.addSubcommand(DiskCommand.line(line.getOut()));
        line.addSubcommand(HistoryCommand.line(line.getOut(), line.getErr()));
        Path application = Path.of(System.getProperty("varve.application"));
        line.addSubcommand(new TortureCommand(application, line.getOut(), line.getErr()));
        line.addSubcommand(new ModelCommand(line.getOut(), line.getErr()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        addHelp(line);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            command.getErr().println("varve: " + failure);
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(line.execute(arguments));
    }

    /// What the nodes say of the faults that they are made to meet would drown the verdict. That they have no
    /// loggers at all is for the worlds: those of `java.util.logging` share locks, over which worlds would meet.
    private static void keepNodesFromTalking() {
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, NOP_FallbackServiceProvider.class.getName());
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Explains this command.")
                        .build());
        line.getSubcommands().values().forEach(Trials::addHelp);
    }
}
