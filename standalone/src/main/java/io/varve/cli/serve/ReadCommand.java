package io.varve.cli.serve;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `varve read`.
@Command(
        name = "read",
        description = {
            "Runs a node that serves consumers, one of several.",
            "Prints 'ready kafka=HOST:PORT http=URL' when it serves, and runs until it is told to stop."
        },
        sortOptions = false)
public final class ReadCommand implements Runnable {

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Override
    public void run() {
        options.serve("read");
    }
}
