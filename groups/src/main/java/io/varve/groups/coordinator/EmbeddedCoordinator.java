package io.varve.groups.coordinator;

import com.yammer.metrics.core.MetricsRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.varve.core.Doors;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime;
import org.apache.kafka.coordinator.group.GroupConfigManager;
import org.apache.kafka.coordinator.group.GroupCoordinatorConfig;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.coordinator.group.GroupCoordinatorService;
import org.apache.kafka.coordinator.group.GroupCoordinatorShard;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorMetrics;
import org.apache.kafka.coordinator.group.metrics.GroupCoordinatorRuntimeMetrics;
import org.apache.kafka.server.share.persister.NoOpStatePersister;
import org.apache.kafka.server.share.persister.Persister;
import org.apache.kafka.server.util.PartitionMetadataClient;
import org.apache.kafka.server.util.timer.Timer;

/// Kafka's group coordinator, put together so that its threads, clocks and timers are the node's.
final class EmbeddedCoordinator {

    private EmbeddedCoordinator() {}

    /// @param shardCount how many partitions the coordinator takes `__consumer_offsets` to have
    static GroupCoordinatorService start(
            int shardCount, GroupConfigs configs, ClaimLogs logs, MeterRegistry meters, Doors doors) {
        GroupCoordinatorConfig config = configs.ofAll();
        var shown = new CoordinatorMeters(meters);
        var metrics = new Metrics();
        metrics.addReporter(shown);
        var olderMetrics = new MetricsRegistry();
        var groupMetrics = new GroupCoordinatorMetrics(olderMetrics, metrics);
        shown.bind(olderMetrics);
        var timer = new DoorTimer(doors.timers());
        var logContext = new LogContext("[groups] ");
        CoordinatorRuntime<GroupCoordinatorShard, CoordinatorRecord> runtime = new CoordinatorRuntime.Builder<
                        GroupCoordinatorShard, CoordinatorRecord>()
                .withTime(new DoorTime(doors.clock()))
                .withTimer(timer)
                .withLogPrefix("groups")
                .withLogContext(logContext)
                .withEventProcessor(new Lanes(doors.threads()))
                .withPartitionWriter(logs)
                .withLoader(logs)
                .withCoordinatorShardBuilderSupplier(() -> new GroupCoordinatorShard.Builder(config, configs.ofGroups())
                        .withAuthorizerPlugin(Optional.empty()))
                .withWriteTimeout(Duration.ofMillis(config.offsetCommitTimeoutMs()))
                .withCoordinatorRuntimeMetrics(new GroupCoordinatorRuntimeMetrics(metrics))
                .withCoordinatorMetrics(groupMetrics)
                .withSerializer(new GroupCoordinatorRecordSerde())
                .withCompression(Compression.NONE)
                .withAppendLingerMs(OptionalInt.empty())
                .withExecutorService(new BackgroundWork(doors.threads()))
                .withCachedBufferMaxBytesSupplier(config::cachedBufferMaxBytes)
                .build();
        GroupCoordinatorService service = of(logContext, config, runtime, groupMetrics, configs.ofGroups(), timer);
        service.startup(() -> shardCount);
        return service;
    }

    /// The service's own builder would start threads of Kafka's. The constructor that takes a runtime is not
    /// public.
    private static GroupCoordinatorService of(
            LogContext logContext,
            GroupCoordinatorConfig config,
            CoordinatorRuntime<GroupCoordinatorShard, CoordinatorRecord> runtime,
            GroupCoordinatorMetrics metrics,
            GroupConfigManager configs,
            Timer timer) {
        var type = MethodType.methodType(
                void.class,
                LogContext.class,
                GroupCoordinatorConfig.class,
                CoordinatorRuntime.class,
                GroupCoordinatorMetrics.class,
                GroupConfigManager.class,
                Persister.class,
                Timer.class,
                PartitionMetadataClient.class);
        try {
            return (GroupCoordinatorService)
                    MethodHandles.privateLookupIn(GroupCoordinatorService.class, MethodHandles.lookup())
                            .findConstructor(GroupCoordinatorService.class, type)
                            .invoke(
                                    logContext,
                                    config,
                                    runtime,
                                    metrics,
                                    configs,
                                    new NoOpStatePersister(),
                                    timer,
                                    new NoShareLag());
        } catch (Throwable e) {
            throw new IllegalStateException("this version of Kafka has another coordinator", e);
        }
    }

    /// Only share groups, which are not served, ask for the ends of partitions.
    private record NoShareLag() implements PartitionMetadataClient {

        @Override
        public Map<TopicPartition, CompletableFuture<OffsetResponse>> listLatestOffsets(Set<TopicPartition> asked) {
            throw new UnsupportedOperationException("share groups are not served");
        }

        @Override
        public void close() {}
    }
}
