package io.varve.benchmarks.bench;

import io.varve.benchmarks.node.Machine;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// What came out.
///
/// @param objectBytes the average size of the objects that the node wrote under full load
record Report(Machine machine, int objectBytes, List<Measurement> measurements, HalfLoad half, List<Ratio> ratios) {

    private static final double MIB = 1 << 20;
    private static final double P50 = 50;
    private static final double P99 = 99;

    Report {
        measurements = List.copyOf(measurements);
        ratios = List.copyOf(ratios);
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%s, %d x %s, %s, Java %s%n",
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                machine.processors(),
                machine.processor(),
                machine.system(),
                machine.java());
        out.printf(Locale.ROOT, "objects of %.1f MiB, journal in the store%n%n", objectBytes / MIB);
        out.printf(
                "%-33s %8s %9s %9s %9s %8s %8s %6s%n",
                "", "MiB/s", "records/s", "node", "loader", "p50 ms", "p99 ms", "load");
        measurements.forEach(measurement -> print(out, measurement));
        out.println();
        out.printf(
                Locale.ROOT,
                "at half load: p99 %.1f ms = linger %.1f ms + store %.1f ms + %.1f ms%n%n",
                half.produce().result().latencyMs(P99),
                half.lingerMs(),
                half.storeMs(),
                half.ownMs());
        for (Ratio ratio : ratios) {
            out.println(ratio.line());
        }
        out.println();
        out.println(
                "node, loader: CPU seconds per GiB of their processes. load: average of the machine's last minute.");
    }

    private static void print(PrintStream out, Measurement measurement) {
        var result = measurement.result();
        out.printf(
                Locale.ROOT,
                "%-33s %8.1f %9s %9s %9s %8s %8s %6.1f%n",
                measurement.name(),
                result.mibPerSecond(),
                result.records() == 0 ? "" : Long.toString(Math.round(result.recordsPerSecond())),
                result.records() == 0 ? "" : String.format(Locale.ROOT, "%.2f", measurement.nodeCpuSecondsPerGib()),
                String.format(Locale.ROOT, "%.2f", measurement.loaderCpuSecondsPerGib()),
                latency(measurement, P50),
                latency(measurement, P99),
                measurement.loadAverage());
    }

    private static String latency(Measurement measurement, double percentile) {
        return measurement.result().latenciesUs().getTotalCount() == 0
                ? ""
                : String.format(Locale.ROOT, "%.1f", measurement.result().latencyMs(percentile));
    }
}
