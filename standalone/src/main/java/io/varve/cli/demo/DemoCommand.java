package io.varve.cli.demo;

import io.varve.cli.serve.ServeOptions;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `varve demo`.
@Command(
        name = "demo",
        description = {
            "Runs a node like 'varve start', and streams the flights of a month into a new topic of it.",
            "Shows how many are written and read and how long that takes; goes on serving until it is told to stop.",
            "Half a minute later they are rows of a table, for records wait five seconds, not fifteen minutes as elsewhere."
        },
        sortOptions = false)
public final class DemoCommand implements Runnable {

    /// So that a table is there while somebody looks on: a record is old after five seconds, and what is due is
    /// done within two, for looking costs nothing. What the journal's entries hold is moved first, or it would
    /// part the log into many small segments.
    private static final Map<String, String> SOON = Map.of(
            "varve.upkeep.move-after", "2s",
            "varve.upkeep.every", "1s",
            "varve.compactor.round-after", "5s",
            "varve.compactor.every", "1s",
            "varve.table.lag", "5s",
            "varve.table.publish-every", "1s");

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many flights a second are written. Default: 1000")
    private int rate = 1_000;

    @Option(names = "--exit", description = "Ends once all flights have been written and read.")
    private boolean exit;

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Override
    public void run() {
        if (rate < 1) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "--rate is 1 or more, not " + rate);
        }
        SOON.forEach(options::setDefault);
        options.serve("ingest,read,compact", DemoApplication.class, new DemoPlan(rate, exit).arguments());
    }
}
