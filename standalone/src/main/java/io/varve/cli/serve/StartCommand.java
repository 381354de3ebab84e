package io.varve.cli.serve;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `varve start`.
@Command(
        name = "start",
        description = {
            "Runs a node with all roles, the only one of its cluster unless the journal is shared.",
            "Prints 'ready kafka=HOST:PORT http=URL' when it serves, and runs until it is told to stop."
        },
        sortOptions = false)
public final class StartCommand implements Runnable {

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Override
    public void run() {
        options.serve("ingest,read,compact");
    }
}
