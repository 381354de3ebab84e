package io.varve.benchmarks.bench;

import io.varve.benchmarks.load.Tally;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Shows a person that a load goes on: in a terminal every second, elsewhere when one begins.
final class Progress implements AutoCloseable {

    private static final String START_OF_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal =
            Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    private final ScheduledExecutorService clock;

    private Progress(PrintStream out) {
        this.out = out;
        clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("progress").factory());
    }

    static Progress begin(PrintStream out, String name, Tally tally) {
        var progress = new Progress(out);
        if (progress.terminal) {
            progress.clock.scheduleAtFixedRate(() -> progress.show(name, tally), 0, 1, TimeUnit.SECONDS);
        } else {
            out.println(name);
        }
        return progress;
    }

    private void show(String name, Tally tally) {
        var result = tally.result();
        out.printf(
                Locale.ROOT,
                START_OF_LINE + "%s: %d s, %.0f MiB/s",
                name,
                result.time().toSeconds(),
                result.mibPerSecond());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (terminal) {
            out.print(START_OF_LINE);
        }
    }
}
