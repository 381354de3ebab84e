package io.varve.benchmarks.bench;

import io.varve.benchmarks.load.EncodedProducers;
import io.varve.benchmarks.load.EncodedProducers.Width;
import io.varve.benchmarks.load.JavaConsumers;
import io.varve.benchmarks.load.LoadResult;
import io.varve.benchmarks.load.Pace;
import io.varve.benchmarks.load.RecordShape;
import io.varve.benchmarks.load.Tally;
import io.varve.benchmarks.load.Topics;
import io.varve.benchmarks.node.MeasuredNode;
import io.varve.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What was just written, read again and again by Kafka's Java consumers: a node with everything in a folder, whose
/// cache holds it. It is too little and too young to be compacted.
///
/// @param mib that are written
/// @param reads of all of them that are measured, after one that warms up
record HotFetch(int mib, int reads) {

    private static final RecordShape SHAPE = new RecordShape("bench", 16, 1 << 10, 64);
    private static final Width WIDTH = new Width(4, 4, 4);
    private static final Duration WRITING = Duration.ofSeconds(4);
    private static final int CONSUMERS = 4;
    private static final double MIB = 1 << 20;

    /// @param launcher the program `varve` of some version
    Measurement measure(String name, Path launcher) throws Exception {
        String uri = "file:" + ServerProcess.newFolder("bench").resolve("node");
        var settings = Map.of("VARVE_STORE", uri, "VARVE_JOURNAL", uri, "VARVE_KAFKA_ADVERTISED_HOST", "127.0.0.1");
        try (MeasuredNode node = MeasuredNode.start(launcher, settings)) {
            Topics.create(node.bootstrap(), SHAPE.topic(), SHAPE.partitions());
            Pace pace = Pace.of(mib * MIB / WRITING.toSeconds());
            new EncodedProducers(node.kafka(), SHAPE, WIDTH).run(pace, WRITING, new Tally());
            read(node, 1);
            return Measurement.of(name, node, () -> read(node, reads));
        }
    }

    private static LoadResult read(MeasuredNode node, int times) throws Exception {
        return new JavaConsumers(node.bootstrap(), SHAPE, CONSUMERS, times).run(Pace.FULL, Duration.ZERO, new Tally());
    }
}
