package io.varve.benchmarks.micro;

import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `varve bench batch-path`.
@Command(
        name = "batch-path",
        description = "Measures with JMH what the node itself does to batches, and what it allocates for a record.")
public final class BatchPathCommand implements Callable<Integer> {

    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MIB = 1 << 20;

    @Option(names = "--verbose", description = "Shows what JMH says.")
    private boolean verbose;

    @Override
    public Integer call() throws Exception {
        var options = new OptionsBuilder()
                .include(BatchPath.class.getName())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(verbose ? VerboseMode.NORMAL : VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        System.out.printf(
                "%17s %14s %10s %12s %12s%n", "records in batch", "us a flush", "MiB/s", "records/s", "B/record");
        results.forEach(BatchPathCommand::print);
        System.out.println("A flush has a batch of records of 1 KiB for each of 100 partitions. B/record: allocated.");
        return 0;
    }

    private static void print(RunResult result) {
        int batchRecords = Integer.parseInt(result.getParams().getParam("batchRecords"));
        double flushMicros = result.getPrimaryResult().getScore();
        double allocated = Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED))
                .getScore();
        double flushRecords = (double) batchRecords * BatchPath.PARTITIONS;
        double recordsPerSecond = flushRecords / flushMicros * MICROS_PER_SECOND;
        System.out.printf(
                Locale.ROOT,
                "%17d %14.1f %10.0f %12.0f %12.1f%n",
                batchRecords,
                flushMicros,
                recordsPerSecond * BatchPath.VALUE_BYTES / MIB,
                recordsPerSecond,
                allocated / flushRecords);
    }
}
