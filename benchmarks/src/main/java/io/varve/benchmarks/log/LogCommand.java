package io.varve.benchmarks.log;

import io.varve.testkit.MinioServer;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `varve bench log`.
@Command(
        name = "log",
        description = {
            "Measures what compaction, replay and hot fetches cost this process, over records of 1 KiB in lz4 batches.",
            "The log lies in a folder, or in a MinIO of its own, whose cost is not counted."
        },
        sortOptions = false)
public final class LogCommand implements Callable<Integer> {

    @Option(
            names = "--mib",
            paramLabel = "N",
            description = "Of values. Default: ${DEFAULT-VALUE}",
            defaultValue = "1024")
    private int mib;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "MiB of values in a run before that, which is not shown. Default: ${DEFAULT-VALUE}",
            defaultValue = "512")
    private int warmUpMib;

    @Option(names = "--services", description = "MinIO instead of a folder.")
    private boolean services;

    @Option(names = "--json", description = "Prints the figures for programs.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        LogReport report;
        if (services) {
            try (MinioServer minio = MinioServer.start()) {
                report = run(name -> LogGround.in(minio, name));
            }
        } else {
            report = run(name -> LogGround.embedded());
        }
        if (json) {
            System.out.println(report.json());
        } else {
            report.print(System.out);
        }
        return 0;
    }

    private LogReport run(Function<String, LogGround> grounds) throws Exception {
        if (warmUpMib > 0) {
            System.err.println("warm-up");
            try (LogGround ground = grounds.apply("warm-up")) {
                new LogBench(ground, warmUpMib, System.err).run();
            }
        }
        try (LogGround ground = grounds.apply("measured")) {
            return new LogBench(ground, mib, System.err).run();
        }
    }
}
