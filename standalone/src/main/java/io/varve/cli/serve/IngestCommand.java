package io.varve.cli.serve;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `varve ingest`.
@Command(
        name = "ingest",
        description = {
            "Runs a node that takes records from producers, one of several.",
            "Prints 'ready kafka=HOST:PORT http=URL' when it serves, and runs until it is told to stop."
        },
        sortOptions = false)
public final class IngestCommand implements Runnable {

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Override
    public void run() {
        options.serve("ingest");
    }
}
