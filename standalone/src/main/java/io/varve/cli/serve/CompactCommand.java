package io.varve.cli.serve;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `varve compact`.
@Command(
        name = "compact",
        description = {
            "Runs a node that rewrites the log into Parquet segments, applies retention and deletes what nobody needs, one of"
                    + " several.",
            "Prints 'ready kafka=HOST:PORT http=URL' when it works, and runs until it is told to stop."
        },
        sortOptions = false)
public final class CompactCommand implements Runnable {

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Override
    public void run() {
        options.serve("compact");
    }
}
