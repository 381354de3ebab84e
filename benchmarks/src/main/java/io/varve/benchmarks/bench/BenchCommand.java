package io.varve.benchmarks.bench;

import io.varve.benchmarks.load.RecordShape;
import io.varve.benchmarks.load.Topics;
import io.varve.benchmarks.node.MeasuredNode;
import io.varve.core.CrashPoints;
import io.varve.core.SystemDoors;
import io.varve.storage.ObjectStore;
import io.varve.storage.config.ObjectStores;
import io.varve.testkit.MinioServer;
import io.varve.testkit.TestCredentials;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `varve bench`.
@Command(
        name = "bench",
        description = {
            "Measures a node over a MinIO of its own, beside that MinIO alone, with records of 1 KiB that never repeat.",
            "MinIO, the node and this program share the machine; VARVE_JAVA_OPTS goes to the node."
        },
        sortOptions = false)
public final class BenchCommand implements Callable<Integer> {

    private static final String BUCKET = "bench";
    private static final String TOPIC = "bench";

    @Mixin
    private final BenchOptions options = new BenchOptions();

    @Option(names = "--json", description = "Prints the figures for programs.")
    private boolean json;

    private final Path launcher;

    /// @param launcher the program `varve`
    public BenchCommand(Path launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        try (MinioServer minio = MinioServer.start()) {
            minio.createBucket(BUCKET);
            String storeUri = "minio://" + BUCKET + "?endpoint=" + minio.endpoint();
            Report report = run(storeUri);
            if (json) {
                System.out.println(ReportJson.of(report));
            } else {
                report.print(System.out);
            }
        }
        return 0;
    }

    private Report run(String storeUri) throws Exception {
        var settings = Map.of(
                "VARVE_STORE",
                storeUri,
                "VARVE_JOURNAL",
                "store:",
                "VARVE_INGEST_MAX_UPLOADS",
                Integer.toString(options.uploads()),
                "VARVE_KAFKA_ADVERTISED_HOST",
                "127.0.0.1",
                "AWS_ACCESS_KEY_ID",
                TestCredentials.ACCESS_KEY_ID,
                "AWS_SECRET_ACCESS_KEY",
                TestCredentials.SECRET_ACCESS_KEY);
        RecordShape shape = options.shape(TOPIC);
        try (MeasuredNode node = MeasuredNode.start(launcher, settings);
                ObjectStore store =
                        ObjectStores.open(storeUri, SystemDoors.open(CrashPoints.OFF), serverTimeMs -> {})) {
            Topics.create(node.bootstrap(), TOPIC, shape.partitions());
            return new Bench(options, shape, store, node, System.err).run();
        }
    }
}
