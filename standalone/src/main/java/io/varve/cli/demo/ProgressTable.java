package io.varve.cli.demo;

import io.varve.core.Clock;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// Shows how far a demo is: in a terminal one row that changes, elsewhere a row a second. Of one thread.
final class ProgressTable {

    private static final Duration IN_PLACE = Duration.ofMillis(200);
    private static final Duration ROW = Duration.ofSeconds(1);

    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private long shownNanos;

    ProgressTable(PrintStream out, boolean terminal, Clock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    /// From sending to acknowledgement, and from sending to a consumer: what half and what 99 % did not exceed.
    void begin() {
        out.println("          written      p50      p99          read      p50      p99");
        shownNanos = clock.nanoTime();
    }

    /// Shows a row if it is time for one.
    void show(Progress progress) {
        Duration since = Duration.ofNanos(clock.nanoTime() - shownNanos);
        if (since.compareTo(terminal ? IN_PLACE : ROW) >= 0) {
            out.print(terminal ? "\r" + row(progress) : row(progress) + System.lineSeparator());
            out.flush();
            shownNanos = clock.nanoTime();
        }
    }

    void end(Progress progress) {
        out.println((terminal ? "\r" : "") + row(progress));
    }

    private static String row(Progress progress) {
        return String.format(
                Locale.ROOT,
                "%,8d of %,d%s  %,12d%s",
                progress.written().count(),
                progress.total(),
                percentiles(progress.written()),
                progress.read().count(),
                percentiles(progress.read()));
    }

    private static String percentiles(Latencies latencies) {
        return String.format(Locale.ROOT, "%,6d ms%,6d ms", latencies.percentileMs(50), latencies.percentileMs(99));
    }
}
