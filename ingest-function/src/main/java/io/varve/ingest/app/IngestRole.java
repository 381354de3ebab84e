package io.varve.ingest.app;

import io.micrometer.core.instrument.Gauge;
import io.varve.groups.GroupSettings;
import io.varve.groups.api.GroupApis;
import io.varve.groups.coordinator.Coordination;
import io.varve.ingest.fetch.SteeredFetch;
import io.varve.ingest.produce.ProduceApis;
import io.varve.ingest.transaction.TransactionApis;
import io.varve.ingest.transaction.TransactionSettings;
import io.varve.ingest.write.FlushRate;
import io.varve.ingest.write.Inlining;
import io.varve.ingest.write.Linger;
import io.varve.ingest.write.WritePath;
import io.varve.ingest.write.WriteSettings;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.catalog.AbsentTopics;
import io.varve.kafka.catalog.ConfigApis;
import io.varve.kafka.fetch.Api01Fetch;
import io.varve.metadata.entry.NodeRole;
import io.varve.node.Duty;
import io.varve.node.NodeContext;
import io.varve.node.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Serves producers, and coordinates groups.
@Singleton
public class IngestRole implements Role {

    private final WriteSettings paid;
    private final GroupSettings groups;
    private final TransactionSettings transactions;

    @Inject
    IngestRole(IngestConfig config, GroupConfig groups, TransactionConfig transactions) {
        this(
                new WriteSettings(
                        new Linger(
                                new FlushRate(config.flushesPerSecond(), config.flushBurst()),
                                config.gather(),
                                config.linger(),
                                Math.toIntExact(config.flushBytes().asLongValue())),
                        new Inlining(
                                Math.toIntExact(config.inlineMax().asLongValue()), Inlining.METERED.unitsPerSecond()),
                        config.maxUploads()),
                new GroupSettings(
                        groups.minSessionTimeout(),
                        groups.maxSessionTimeout(),
                        groups.initialRebalanceDelay(),
                        groups.maxSize(),
                        groups.offsetsRetention()),
                new TransactionSettings(transactions.maxTimeout()));
    }

    /// @param paid how to write where requests to the stores are paid for
    public IngestRole(WriteSettings paid, GroupSettings groups, TransactionSettings transactions) {
        this.paid = paid;
        this.groups = groups;
        this.transactions = transactions;
    }

    @Override
    public NodeRole kind() {
        return NodeRole.INGEST;
    }

    @Override
    public Duty start(NodeContext context) {
        boolean embedded = !context.cluster().stores().journal().shared();
        var writePath = WritePath.of(
                context.cluster(), context.self()::id, context.logs().cache()::put, embedded ? free(paid) : paid);
        Gauge.builder("varve.ingest.buffered", writePath, WritePath::bufferedBytes)
                .baseUnit("bytes")
                .description("What waits for its flush to be committed")
                .register(context.meters());
        var coordination = new Coordination(context.cluster(), groups, context.meters());
        var handlers = new ArrayList<ApiHandler<?>>(ProduceApis.of(context.cluster(), writePath));
        handlers.addAll(TransactionApis.of(context.cluster(), transactions));
        handlers.addAll(GroupApis.of(
                context.cluster(), coordination, AbsentTopics.ofAppender(context.cluster(), context.topicDefaults())));
        handlers.addAll(ConfigApis.of(context.cluster(), List.of(coordination.configs()), context.topicDefaults()));
        if (context.self().roles().contains(NodeRole.READ)) {
            // Whoever reads as well serves consumers itself.
            return new Ingesting(handlers, writePath, coordination, Optional.empty());
        }
        var steered = new SteeredFetch(context);
        handlers.add(new Api01Fetch(steered, SteeredFetch.MAX_PARTITIONS, context.doors()));
        return new Ingesting(handlers, writePath, coordination, Optional.of(steered));
    }

    /// Requests to the embedded stores cost nothing, so nothing waits for them there.
    private static WriteSettings free(WriteSettings paid) {
        return new WriteSettings(
                paid.linger().free(),
                new Inlining(paid.inlining().maxBytes(), Inlining.UNMETERED.unitsPerSecond()),
                paid.maxUploads());
    }

    private record Ingesting(
            List<ApiHandler<?>> handlers,
            WritePath writePath,
            Coordination coordination,
            Optional<SteeredFetch> steered)
            implements Duty {

        @Override
        public void drain() {
            coordination.close();
            writePath.close();
            steered.ifPresent(SteeredFetch::close);
        }

        @Override
        public void close() {}
    }
}
