package io.varve.benchmarks.log;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.rewrite.ShardCompactor;
import io.varve.log.read.LogReader;
import io.varve.log.store.ObjectCache;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// One run over a new log.
///
/// ```
///   write ── hot fetch ── write the rest ── an hour passes ── compact ── merge, if it is due ── plain GETs ── cold
/// replay
/// ```
final class LogBench {

    static final long MIB = 1 << 20;

    /// Of values: so many are read from the cache.
    private static final long HOT_BYTES = 256 * MIB;

    private static final long COLD_CACHE_BYTES = 256 * MIB;

    /// So often for each MiB of it: the processor's time is counted in hundredths of a second.
    private static final long HOT_PASSES_PER_MIB = 4;

    /// Then nobody expects a record to be read soon, and everything is due to be rewritten.
    private static final Duration UNTIL_OLD = Duration.ofHours(1);

    private final LogGround ground;
    private final long valueBytes;
    private final PrintStream progress;
    private final LogWriter writer;
    private final CompactorCounts counts = new CompactorCounts();

    /// @param progress gets a line when a stage begins
    LogBench(LogGround ground, int mib, PrintStream progress) {
        this.ground = ground;
        this.valueBytes = mib * MIB;
        this.progress = progress;
        this.writer = new LogWriter(ground);
    }

    LogReport run() {
        Stage hot = hot();
        progress.println("write the rest");
        writer.writeUpTo(valueBytes, (object, payload) -> {});
        ground.pass(UNTIL_OLD);
        // What a round leaves is merged in a stage of its own.
        Stage compaction = stage("compaction", () -> {
            compact(Integer.MAX_VALUE);
            return written();
        });
        var compacted = new LogReport.Segments(counts.segments(), counts.bundles(), counts.bytesOut());
        Optional<Stage> merge = Optional.of(stage("merge of segments", () -> {
                    compact(Sizes.DEFAULT.mergeCount());
                    return written();
                }))
                .filter(stage -> counts.segments() > compacted.count());
        Stage plain = stage("plain GETs of the row groups", () -> {
            PartitionReaders.readRowGroups(ground);
            return written();
        });
        Stage cold = stage("cold replay", () -> {
            LogReader reader = PartitionReaders.open(ground, new ObjectCache(0, COLD_CACHE_BYTES));
            return whole(PartitionReaders.readLog(reader));
        });
        return new LogReport(hot, compaction, merge, plain, cold, writer.objects(), compacted, places());
    }

    private Stage hot() {
        var cache = new ObjectCache(HOT_BYTES, COLD_CACHE_BYTES);
        LogReader reader = PartitionReaders.open(ground, cache);
        progress.println("write");
        writer.writeUpTo(Math.min(valueBytes, HOT_BYTES), cache::put);
        long passes = HOT_PASSES_PER_MIB * (writer.valueBytes() / MIB);
        return stage("hot fetch", () -> {
            Amount total = Amount.NOTHING;
            for (long pass = 0; pass < passes; pass++) {
                total = total.plus(whole(PartitionReaders.readLog(reader)));
            }
            return total;
        });
    }

    private void compact(int mergeCount) {
        CompactorSettings settings = CompactorSettings.DEFAULT;
        Sizes sizes = settings.sizes();
        new ShardCompactor(
                        ground.cluster(),
                        ground.shard(),
                        new CompactorSettings(
                                settings.every(),
                                settings.retainEvery(),
                                settings.roundBytes(),
                                settings.roundAfter(),
                                settings.tableLag(),
                                settings.keyBytes(),
                                new Sizes(sizes.fromBytes(), sizes.segmentBytes(), sizes.rowGroupBytes(), mergeCount),
                                settings.sweeping()),
                        counts)
                .compactIfDue();
    }

    private Stage stage(String name, Supplier<Amount> work) {
        progress.println(name);
        return Stage.measure(name, ground, work);
    }

    private Amount written() {
        return new Amount(writer.records(), writer.batchBytes());
    }

    /// Refuses a log of which something is missing.
    private Amount whole(Amount read) {
        if (read.records() != writer.records()) {
            throw new IllegalStateException(
                    writer.records() + " records were written, " + read.records() + " are in the log");
        }
        return read;
    }

    /// What is read at the end.
    private LogReport.Places places() {
        long rowGroups = 0;
        Set<SegmentRef> segments = new HashSet<>();
        for (int partition = 0; partition < LogGround.PARTITIONS; partition++) {
            for (Run run : PartitionReaders.runs(ground, partition)) {
                if (run.source() instanceof SegmentRef segment) {
                    rowGroups++;
                    segments.add(segment);
                }
            }
        }
        return new LogReport.Places(segments.size(), rowGroups);
    }
}
