package io.varve.cli.serve;

import io.varve.cli.console.Console;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `varve compact`.
@Command(
        name = "compact",
        description = {
            "Runs a node that rewrites the log into Parquet segments, applies retention and deletes what nobody needs, one of"
                    + " several.",
            "Prints 'ready kafka=HOST:PORT http=URL' when it works, and runs until it is told to stop.",
            "With --now, has a node that runs already turn all that is written by now into tables, and waits for it."
        },
        sortOptions = false)
public final class CompactCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private @Nullable CommandSpec command;

    @Option(names = "--now", description = "Compacts everything now, through a node with that role.")
    private boolean now;

    @Option(
            names = "--http",
            paramLabel = "URL",
            defaultValue = "${env:VARVE_HTTP:-http://localhost:8080}",
            description = "With --now, where that node answers HTTP (VARVE_HTTP). Default: http://localhost:8080")
    private String http = "http://localhost:8080";

    @Mixin
    private final ServeOptions options = new ServeOptions();

    public CompactCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (now) {
            return new CompactNow(http, console).run();
        }
        if (Objects.requireNonNull(command).commandLine().getParseResult().hasMatchedOption("--http")) {
            throw new ParameterException(
                    command.commandLine(), "--http says where a node answers that runs already: add --now");
        }
        options.serve("compact");
        return 0;
    }
}
