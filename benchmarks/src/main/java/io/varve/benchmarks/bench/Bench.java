package io.varve.benchmarks.bench;

import io.varve.benchmarks.load.EncodedProducers;
import io.varve.benchmarks.load.JavaConsumers;
import io.varve.benchmarks.load.JavaProducers;
import io.varve.benchmarks.load.Load;
import io.varve.benchmarks.load.LoadResult;
import io.varve.benchmarks.load.Pace;
import io.varve.benchmarks.load.RawPuts;
import io.varve.benchmarks.load.RecordShape;
import io.varve.benchmarks.load.Tally;
import io.varve.benchmarks.node.Machine;
import io.varve.benchmarks.node.MeasuredNode;
import io.varve.benchmarks.node.NodeMetrics;
import io.varve.storage.ObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One run: the store alone and the node over it, in turns, so that both meet the same machine.
///
/// ```
///   warm-ups   store   encoded producers   store   Java producers   store   consumers   half load, and the store at it
/// ```
final class Bench {

    private static final String RAW_PREFIX = "raw/";
    private static final String STORE = "store alone";
    private static final double MIB = 1 << 20;

    private final BenchOptions options;
    private final RecordShape shape;
    private final ObjectStore store;
    private final MeasuredNode node;
    private final PrintStream progress;
    private final List<Measurement> measurements = new ArrayList<>();
    private long rawRuns;

    /// @param store the one that the node writes to
    Bench(BenchOptions options, RecordShape shape, ObjectStore store, MeasuredNode node, PrintStream progress) {
        this.options = options;
        this.shape = shape;
        this.store = store;
        this.node = node;
        this.progress = progress;
    }

    Report run() throws Exception {
        Load encoded = new EncodedProducers(node.kafka(), shape, options.width());
        Load producers = new JavaProducers(node.bootstrap(), shape, options.producers());
        Written before = written();
        LoadResult warmUp = load(encoded, "encoded producers, warm-up", Pace.FULL, options.warmUp())
                .result();
        int objectBytes = written().averageSince(before);
        LoadResult javaWarmUp = load(producers, "Java producers, warm-up", Pace.FULL, options.warmUp())
                .result();

        Measurement first = raw(objectBytes);
        Measurement ingest = kept(load(encoded, "encoded producers", Pace.FULL));
        Measurement second = raw(objectBytes);
        Measurement java = kept(load(producers, "Java producers", Pace.FULL));
        Measurement third = raw(objectBytes);
        Measurement consume = kept(
                load(new JavaConsumers(node.bootstrap(), shape, options.consumers(), 1), "Java consumers", Pace.FULL));
        long acknowledged = warmUp.records()
                + javaWarmUp.records()
                + ingest.result().records()
                + java.result().records();
        if (consume.result().records() != acknowledged) {
            throw new IllegalStateException(acknowledged + " records were acknowledged, "
                    + consume.result().records() + " are in the log");
        }
        HalfLoad half = halfLoad(encoded, ingest.result().mibPerSecond() * MIB / 2);
        return new Report(
                Machine.here(),
                objectBytes,
                measurements,
                half,
                List.of(
                        Ratio.atLeast(
                                "ingest of encoded batches / store alone", percent(ingest, first, second), "%", 50),
                        Ratio.atLeast("ingest of Java producers / store alone", percent(java, second, third), "%", 40),
                        Ratio.atMost("node, encoded batches", ingest.nodeCpuSecondsPerGib(), "CPU-s/GiB", 1.6),
                        Ratio.atMost("p99 at half load - linger - store", half.ownMs(), "ms", 30)));
    }

    private static double percent(Measurement of, Measurement before, Measurement after) {
        return 200
                * of.result().mibPerSecond()
                / (before.result().mibPerSecond() + after.result().mibPerSecond());
    }

    private Measurement raw(int objectBytes) throws Exception {
        return kept(load(rawPuts(objectBytes), STORE, Pace.FULL));
    }

    private RawPuts rawPuts(int objectBytes) {
        return new RawPuts(store, RAW_PREFIX + rawRuns++ + "/", objectBytes, options.uploads());
    }

    /// What producers wait at half of what the node can do, and what of it is the store's part.
    private HalfLoad halfLoad(Load encoded, double bytesPerSecond) throws Exception {
        var pace = Pace.of(bytesPerSecond);
        Written before = written();
        Measurement produce = kept(load(encoded, "encoded producers, half load", pace));
        Written after = written();
        int objectBytes = after.averageSince(before);
        Measurement put = kept(load(rawPuts(objectBytes), "store alone, objects, half load", pace));
        int entryBytes = after.averageEntrySince(before);
        // As many entries as objects.
        var entryPace = Pace.of(bytesPerSecond / objectBytes * entryBytes);
        Measurement append = kept(load(rawPuts(entryBytes), "store alone, entries, half load", entryPace));
        return new HalfLoad(produce, put, append, objectBytes / bytesPerSecond);
    }

    private Measurement load(Load load, String name, Pace pace) throws Exception {
        return load(load, name, pace, options.time());
    }

    private Measurement load(Load load, String name, Pace pace, Duration time) throws Exception {
        var tally = new Tally();
        return Measurement.of(name, node, () -> {
            try (var shown = Progress.begin(progress, name, tally)) {
                return load.run(pace, time, tally);
            }
        });
    }

    private Measurement kept(Measurement measurement) {
        measurements.add(measurement);
        return measurement;
    }

    /// What the node has written so far.
    private record Written(double objects, double objectBytes, double entries, double entryBytes) {

        int averageSince(Written before) {
            return average(objectBytes - before.objectBytes, objects - before.objects);
        }

        int averageEntrySince(Written before) {
            return average(entryBytes - before.entryBytes, entries - before.entries);
        }

        private static int average(double bytes, double count) {
            if (count < 1 || bytes < count) {
                throw new IllegalStateException("the node wrote " + bytes + " bytes in " + count + " objects");
            }
            return (int) (bytes / count);
        }
    }

    /// The journal lies in the store, so the store's counts are of objects and entries together.
    private Written written() throws IOException, InterruptedException {
        NodeMetrics metrics = node.metrics();
        double entries = metrics.value("varve_journal_appends_total");
        double entryBytes = metrics.value("varve_journal_appended_bytes_total");
        double creates = metrics.value("varve_store_requests_total{request=\"create\"}");
        double bytes = metrics.value("varve_store_written_bytes_total");
        return new Written(creates - entries, bytes - entryBytes, entries, entryBytes);
    }
}
