package io.varve.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.varve.kafka.net.InFlightBytes;
import io.varve.kafka.net.KafkaListener;
import io.varve.log.store.ObjectCache;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.journal.JournalMeter;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.storage.decorator.StoreMeter;
import java.util.Locale;
import java.util.stream.Stream;

/// Shows what the parts of a node count. Tags name requests and shards, of which there are few.
record NodeMeters(MeterRegistry registry) {

    void bind(StoreMeter meter) {
        for (StoreMeter.Request request : StoreMeter.Request.values()) {
            FunctionCounter.builder(
                            "varve.store.requests", meter, of -> of.counts().of(request))
                    .tag("request", lowerCase(request))
                    .description("Requests to the object store, retries included")
                    .register(registry);
            FunctionCounter.builder(
                            "varve.store.failures",
                            meter,
                            of -> of.counts().failures().getOrDefault(request, 0L))
                    .tag("request", lowerCase(request))
                    .description("Requests to the object store that failed")
                    .register(registry);
        }
        FunctionCounter.builder("varve.store.written", meter, of -> of.counts().bytesWritten())
                .baseUnit("bytes")
                .register(registry);
        FunctionCounter.builder("varve.store.read", meter, of -> of.counts().bytesRead())
                .baseUnit("bytes")
                .register(registry);
    }

    void bind(JournalMeter meter) {
        for (JournalMeter.Counter counter : JournalMeter.Counter.values()) {
            FunctionCounter.builder(
                            "varve.journal." + lowerCase(counter),
                            meter,
                            of -> of.counts().of(counter))
                    .register(registry);
        }
    }

    void bind(ObjectCache cache) {
        Gauge.builder("varve.cache.size", cache, ObjectCache::sizeBytes)
                .baseUnit("bytes")
                .description("What of the log is in memory")
                .register(registry);
    }

    void bind(KafkaListener listener, InFlightBytes inFlight) {
        Gauge.builder("varve.kafka.connections", listener, KafkaListener::connectionCount)
                .register(registry);
        Gauge.builder("varve.kafka.in.flight", inFlight, InFlightBytes::usedBytes)
                .baseUnit("bytes")
                .description("What requests occupy that are not answered yet")
                .register(registry);
    }

    void bind(ClockGuard guard) {
        Gauge.builder("varve.clock.skew", guard, of -> of.skewMs() / 1_000.0)
                .baseUnit("seconds")
                .description("How far the node's clock is ahead of its stores'; beyond a minute it does not append")
                .register(registry);
    }

    void bind(Cluster cluster) {
        Gauge.builder(
                        "varve.catalog.topics",
                        cluster,
                        of -> of.catalog().topics().size())
                .register(registry);
        Gauge.builder(
                        "varve.shards.halted",
                        cluster,
                        of -> of.shards().filter(NodeMeters::isHalted).count())
                .description("Shards, those of groups included, that answer nothing until the node starts again")
                .register(registry);
        Stream.concat(Stream.of(cluster.meta()), cluster.dataShards().stream()).forEach(shard -> {
            Gauge.builder("varve.shard.applied", shard, NodeMeters::appliedSequence)
                    .tag("shard", shard.id().name())
                    .description("The last entry that was applied; NaN if the shard has halted")
                    .register(registry);
        });
    }

    private static boolean isHalted(Shard<?, ?> shard) {
        return Double.isNaN(appliedSequence(shard));
    }

    private static double appliedSequence(Shard<?, ?> shard) {
        try {
            return shard.replica().appliedSequence();
        } catch (ReplicaHaltedException e) {
            return Double.NaN;
        }
    }

    /// Words as Micrometer separates them.
    private static String lowerCase(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
