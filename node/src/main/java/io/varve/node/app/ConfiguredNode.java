package io.varve.node.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.varve.core.CrashPoints;
import io.varve.core.HaltingCrashPoints;
import io.varve.kafka.catalog.TopicDefaults;
import io.varve.kafka.net.ListenerSettings.Bounds;
import io.varve.metadata.cluster.ClusterSettings;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.cluster.UpkeepSettings;
import io.varve.metadata.entry.NodeRole;
import io.varve.metadata.replica.Tailer.Pace;
import io.varve.node.NodeSettings;
import io.varve.node.NodeSettings.Advertised;
import io.varve.node.NodeSettings.CacheSizes;
import io.varve.node.NodeSettings.Endpoint;
import io.varve.node.NodeSettings.Locations;
import io.varve.node.NodeSettings.Probing;
import io.varve.node.Role;
import io.varve.node.StartException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The node's settings, as configured.
final class ConfiguredNode {

    private static final int RECENT_HEAP_PART = 4;
    private static final int OLD_HEAP_PART = 8;

    private ConfiguredNode() {}

    /// @param httpPort on which the HTTP server listens
    static NodeSettings settings(NodeConfig config, int httpPort) {
        return new NodeSettings(
                new Locations(config.store(), config.journal()),
                endpoint(config, httpPort),
                new ClusterSettings(
                        new ShardCounts(config.shards().data(), config.shards().group()),
                        pace(config.tail()),
                        upkeep(config.upkeep())),
                caches(config.cache()),
                probing(config.probe()),
                new TopicDefaults(config.topics().partitions(), config.topics().autoCreate()));
    }

    /// Of the roles that the program has, those that are asked for; the ones to be preferred last.
    static List<Role> roles(NodeConfig config, List<Role> all) {
        Set<NodeRole> wanted =
                config.roles().orElseGet(() -> all.stream().map(Role::kind).collect(Collectors.toSet()));
        List<Role> found = all.stream()
                .filter(role -> wanted.contains(role.kind()))
                .sorted(Comparator.comparing(Role::kind))
                .toList();
        if (found.size() < wanted.size()) {
            throw new StartException("this program does not have all of the roles " + wanted + ", only "
                    + all.stream().map(Role::kind).toList());
        }
        return found;
    }

    static CrashPoints crashPoints(NodeConfig config) {
        try {
            return config.crashPoint().<CrashPoints>map(HaltingCrashPoints::of).orElse(CrashPoints.OFF);
        } catch (IllegalArgumentException e) {
            throw new StartException("varve.crash-point: " + e.getMessage(), e);
        }
    }

    private static Endpoint endpoint(NodeConfig config, int httpPort) {
        NodeConfig.KafkaConfig kafka = config.kafka();
        var bounds = new Bounds(
                bytes("varve.kafka.max-request-size", kafka.maxRequestSize()),
                bytes("varve.kafka.max-control-request-size", kafka.maxControlRequestSize()),
                kafka.maxRequestsPerConnection(),
                kafka.maxConnections(),
                kafka.maxIdle(),
                kafka.maxStall(),
                kafka.maxDrain());
        var advertised = new Advertised(
                kafka.advertisedHost().orElse(""),
                kafka.advertisedPort().orElse(0),
                config.zone().orElse(""));
        return new Endpoint(
                kafka.host(),
                kafka.port(),
                advertised,
                httpPort,
                bounds,
                kafka.maxInFlight().asLongValue());
    }

    private static int bytes(String key, MemorySize size) {
        long bytes = size.asLongValue();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    key + " is " + bytes + ", at most " + Integer.MAX_VALUE + " is possible");
        }
        return (int) bytes;
    }

    private static Pace pace(NodeConfig.TailConfig tail) {
        return new Pace(tail.fast(), tail.idle(), tail.demandLasts());
    }

    private static UpkeepSettings upkeep(NodeConfig.UpkeepConfig upkeep) {
        return new UpkeepSettings(
                upkeep.tickEvery(),
                upkeep.snapshotEvery(),
                upkeep.moveAfter(),
                upkeep.forgetProducersAfter(),
                upkeep.trimAfter(),
                upkeep.every());
    }

    private static CacheSizes caches(NodeConfig.CacheConfig cache) {
        long heapBytes = Runtime.getRuntime().maxMemory();
        return new CacheSizes(
                cache.recent().map(MemorySize::asLongValue).orElse(heapBytes / RECENT_HEAP_PART),
                cache.old().map(MemorySize::asLongValue).orElse(heapBytes / OLD_HEAP_PART));
    }

    private static Probing probing(NodeConfig.ProbeConfig probe) {
        return new Probing(probe.every(), probe.timeout(), probe.failures());
    }
}
