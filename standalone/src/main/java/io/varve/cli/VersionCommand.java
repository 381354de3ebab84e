package io.varve.cli;

import io.varve.cli.console.Console;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `varve version`.
@Command(name = "version", description = "Prints the version of Varve and of the JVM that runs it.")
final class VersionCommand implements Callable<Integer> {

    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        var build = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("build.properties")) {
            build.load(Objects.requireNonNull(in));
        }
        console.out().println("varve " + build.getProperty("version"));
        console.out().println("java " + Runtime.version());
        return 0;
    }
}
