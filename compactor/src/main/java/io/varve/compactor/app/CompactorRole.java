package io.varve.compactor.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.app.TableConfig.CatalogConfig;
import io.varve.compactor.work.CompactorJobs;
import io.varve.kafka.api.ApiHandler;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Job;
import io.varve.metadata.entry.NodeRole;
import io.varve.node.Duty;
import io.varve.node.NodeContext;
import io.varve.node.Role;
import io.varve.node.http.HttpEndpoint;
import io.varve.storage.config.StoreUri;
import io.varve.table.NewObjects;
import io.varve.table.PublishSettings;
import io.varve.table.Publisher;
import io.varve.table.TableFiles;
import io.varve.table.TablePublisher;
import io.varve.table.Warehouse;
import io.varve.table.feed.CatalogFeed;
import io.varve.table.feed.FeedPace;
import io.varve.table.feed.OtherCatalog;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// Rewrites the log, beside other roles or alone.
@Singleton
public class CompactorRole implements Role {

    /// What one round or one segment may take of the heap, several times over while it is rewritten.
    private static final int HEAP_PART = 16;

    private final CompactorSettings settings;
    private final PublishSettings publishing;
    private final CatalogConfig otherCatalog;

    @Inject
    CompactorRole(CompactorConfig config, TableConfig table) {
        this(
                new CompactorSettings(
                        config.every(),
                        config.retainEvery(),
                        withinHeap(config.roundSize()),
                        config.roundAfter(),
                        table.lag(),
                        Runtime.getRuntime().maxMemory() / HEAP_PART,
                        new Sizes(
                                withinHeap(config.segmentFrom()),
                                withinHeap(config.segmentSize()),
                                withinHeap(config.rowGroupSize()),
                                config.mergeCount()),
                        new Sweeping(config.sweepEpochs(), config.grace(), config.segmentGrace())),
                new PublishSettings(table.publishEvery(), table.keepSnapshots(), table.maxSnapshots()),
                table.catalog());
    }

    private CompactorRole(CompactorSettings settings, PublishSettings publishing, CatalogConfig otherCatalog) {
        this.settings = settings;
        this.publishing = publishing;
        this.otherCatalog = otherCatalog;
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
        Optional<OtherCatalog> other = ConfiguredCatalog.of(otherCatalog);
        var counts = new CompactorCounts();
        bind(context.meters(), counts);
        Cluster cluster = context.cluster();
        Warehouse warehouse = Warehouse.of(StoreUri.parse(context.stores().storeUri()), cluster.clusterId());
        var files = new TableFiles(cluster, warehouse);
        var publisher = new Publisher(cluster, warehouse, new NewObjects(cluster), publishing);
        var tables = new TablePublisher(cluster, publisher, publishing);
        CompactorJobs jobs = CompactorJobs.start(cluster, settings, files::named, counts);
        return new Compacting(
                jobs,
                tables.start(),
                jobs.requests(tables::publishChanged),
                other.map(catalog -> feed(catalog, context, warehouse)));
    }

    private Feeding feed(OtherCatalog other, NodeContext context, Warehouse warehouse) {
        var pace = new FeedPace(publishing.every(), otherCatalog.checkEvery(), publishing.snapshotsKept());
        var feed = new CatalogFeed(context.cluster(), warehouse, other, pace);
        return Feeding.start(feed, context.meters(), context.doors().clock());
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
                "cleanings.refused",
                "Cleanings of compacted logs that came too late",
                CompactorCounts::refusedCleanings);
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

    private record Compacting(CompactorJobs jobs, Job publish, HttpEndpoint requests, Optional<Feeding> feeding)
            implements Duty {

        @Override
        public List<ApiHandler<?>> handlers() {
            return List.of();
        }

        @Override
        public List<HttpEndpoint> endpoints() {
            return feeding.<List<HttpEndpoint>>map(fed -> List.of(requests, fed))
                    .orElse(List.of(requests));
        }

        @Override
        public void drain() {
            publish.close();
            feeding.ifPresent(Feeding::close);
            jobs.close();
        }

        @Override
        public void close() {}
    }
}
