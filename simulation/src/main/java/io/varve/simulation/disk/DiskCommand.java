package io.varve.simulation.disk;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `varve disk`.
@Command(
        name = "disk",
        description = "Cuts the power under a file journal and a folder of objects, and checks what they keep.")
public final class DiskCommand implements Callable<Integer> {

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds. Default: ${DEFAULT-VALUE}.")
    private int seeds = 10_000;

    @Option(names = "--seed", paramLabel = "SEED", description = "The first one. Default: ${DEFAULT-VALUE}.")
    private long first;

    private final PrintWriter out;

    private DiskCommand(PrintWriter out) {
        this.out = out;
    }

    /// The command, which prints there.
    public static CommandLine line(PrintWriter out) {
        return new CommandLine(new DiskCommand(out));
    }

    @Override
    public Integer call() {
        long operations = 0;
        long kills = 0;
        long cuts = 0;
        long failures = 0;
        long beganNanos = System.nanoTime();
        for (long seed = first; seed < first + seeds; seed++) {
            DiskTrial.Result result = DiskTrial.run(seed);
            if (result.violation() != null) {
                out.println("seed " + seed + ": " + result.violation());
                out.println("again: varve disk --seed " + seed + " --seeds 1");
                return 1;
            }
            operations += result.operations();
            kills += result.kills();
            cuts += result.cuts();
            failures += result.failures();
        }
        out.printf(
                "%,d seeds in %.1f s: %,d operations, %,d of them failed, %,d killed the process; %,d power cuts; "
                        + "every promise was kept%n",
                seeds, (System.nanoTime() - beganNanos) / 1e9, operations, failures, kills, cuts);
        return 0;
    }
}
