package io.varve.compactor.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.sweep.OtherNames;
import io.varve.compactor.work.CompactorJobs;
import io.varve.kafka.api.ApiHandler;
import io.varve.metadata.entry.NodeRole;
import io.varve.node.Duty;
import io.varve.node.NodeContext;
import io.varve.node.Role;
import io.varve.node.http.HttpEndpoint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Rewrites the log, beside other roles or alone.
@Singleton
public class CompactorRole implements Role {

    /// What one round or one segment may take of the heap, several times over while it is rewritten.
    private static final int HEAP_PART = 16;

    private final CompactorSettings settings;

    @Inject
    CompactorRole(CompactorConfig config, TableConfig table) {
        this(new CompactorSettings(
                config.every(),
                withinHeap(config.roundSize()),
                config.roundAfter(),
                table.lag(),
                Runtime.getRuntime().maxMemory() / HEAP_PART,
                new Sizes(
                        withinHeap(config.segmentFrom()),
                        withinHeap(config.segmentSize()),
                        withinHeap(config.rowGroupSize()),
                        config.mergeCount()),
                new Sweeping(config.sweepEpochs(), config.grace(), config.segmentGrace())));
    }

    public CompactorRole(CompactorSettings settings) {
        this.settings = settings;
    }

    private static int withinHeap(MemorySize size) {
        return (int) Math.min(size.asLongValue(), Runtime.getRuntime().maxMemory() / HEAP_PART);
    }

    @Override
    public NodeRole kind() {
        return NodeRole.COMPACT;
    }

    @Override
    public Duty start(NodeContext context) {
        var counts = new CompactorCounts();
        bind(context.meters(), counts);
        return new Compacting(CompactorJobs.start(context.cluster(), settings, OtherNames.NONE, counts));
    }

    private static void bind(MeterRegistry meters, CompactorCounts counts) {
        count(meters, counts, "read", "Bytes that were read in order to be rewritten", CompactorCounts::bytesIn);
        count(meters, counts, "written", "Bytes of segments and bundles", CompactorCounts::bytesOut);
        count(meters, counts, "segments", "Segments that were written", CompactorCounts::segments);
        count(meters, counts, "bundles", "Bundles that were written", CompactorCounts::bundles);
        count(meters, counts, "deleted", "Objects that were deleted", CompactorCounts::deleted);
        count(meters, counts, "refused", "Rewritten ranges that came too late", CompactorCounts::refused);
        count(
                meters,
                counts,
                "poison.batches",
                "Batches whose records nobody can read, kept as they are",
                CompactorCounts::poisonBatches);
        count(
                meters,
                counts,
                "damaged.runs",
                "Runs and segments that are not what was written, kept where they are",
                CompactorCounts::damagedRuns);
    }

    private static void count(
            MeterRegistry meters,
            CompactorCounts counts,
            String name,
            String description,
            ToDoubleFunction<CompactorCounts> count) {
        FunctionCounter.builder("varve.compactor." + name, counts, count)
                .description(description)
                .register(meters);
    }

    private record Compacting(CompactorJobs jobs) implements Duty {

        @Override
        public List<ApiHandler<?>> handlers() {
            return List.of();
        }

        @Override
        public List<HttpEndpoint> endpoints() {
            return List.of(jobs.requests());
        }

        @Override
        public void drain() {
            jobs.close();
        }

        @Override
        public void close() {}
    }
}
