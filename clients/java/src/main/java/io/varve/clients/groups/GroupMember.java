package io.varve.clients.groups;

import io.varve.clients.Connections;
import io.varve.clients.Options;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;

/// A member of a group with the Java client: processes records by writing them down, commits what it has processed,
/// and leaves at SIGTERM.
public final class GroupMember implements ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long COMMIT_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final MemberLines lines = new MemberLines();
    private final TreeSet<Integer> assignment = new TreeSet<>();
    /// Processed and not known to be committed: the offsets of the next records.
    private final Map<Integer, Long> uncommitted = new TreeMap<>();

    private long lastCommitNs = System.nanoTime();
    private volatile boolean leaving;

    private GroupMember(String topic, KafkaConsumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.consumer = consumer;
    }

    /// Arguments: TOPIC GROUP, `--protocol` classic, cooperative or consumer, `--instance-id` of a static member.
    public static void run(String bootstrap, List<String> arguments) {
        Options options = new Options(arguments.subList(2, arguments.size()));
        Map<String, Object> config = new HashMap<>(protocol(options.required("protocol")));
        config.put("group.id", arguments.get(1));
        config.put("auto.offset.reset", "earliest");
        // Found again soon after its node was paused.
        config.put("request.timeout.ms", 10_000);
        config.put("reconnect.backoff.max.ms", 500);
        config.put("default.api.timeout.ms", 30_000);
        String instanceId = options.orElse("instance-id", "");
        if (!instanceId.isEmpty()) {
            config.put("group.instance.id", instanceId);
        }
        options.refuseOthers();
        try (KafkaConsumer<byte[], byte[]> consumer = Connections.consumer(bootstrap, config)) {
            GroupMember member = new GroupMember(arguments.getFirst(), consumer);
            member.leaveAtShutdown(Thread.currentThread());
            member.consume();
        }
        // The shutdown that the signal began would end with the code of the signal.
        Runtime.getRuntime().halt(0);
    }

    private static Map<String, Object> protocol(String name) {
        Map<String, Object> classic =
                Map.of("group.protocol", "classic", "session.timeout.ms", 15_000, "heartbeat.interval.ms", 1_000);
        String assignors = "org.apache.kafka.clients.consumer.";
        return switch (name) {
            case "classic" -> with(classic, "partition.assignment.strategy", assignors + "RangeAssignor");
            case "cooperative" ->
                with(classic, "partition.assignment.strategy", assignors + "CooperativeStickyAssignor");
            case "consumer" -> Map.of("group.protocol", "consumer");
            default -> throw new Options.UsageException("--protocol is classic, cooperative or consumer");
        };
    }

    private static Map<String, Object> with(Map<String, Object> config, String name, Object value) {
        Map<String, Object> all = new HashMap<>(config);
        all.put(name, value);
        return all;
    }

    /// Holds the shutdown up until the member has left, or has failed to.
    private void leaveAtShutdown(Thread consuming) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            leaving = true;
            try {
                consuming.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void consume() {
        consumer.subscribe(List.of(topic), this);
        while (!leaving) {
            consumer.poll(POLL).forEach(this::process);
            if (System.nanoTime() - lastCommitNs >= COMMIT_EVERY_NS) {
                commit();
            }
        }
        commit();
    }

    private void process(ConsumerRecord<byte[], byte[]> record) {
        lines.processed(record.partition(), record.offset(), new String(record.key(), StandardCharsets.US_ASCII));
        uncommitted.put(record.partition(), record.offset() + 1);
    }

    private void commit() {
        if (uncommitted.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        uncommitted.forEach((partition, offset) ->
                offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
        lines.flush();
        int generation = consumer.groupMetadata().generationId();
        long sentMs = MemberLines.sentNowMs();
        try {
            consumer.commitSync(offsets);
            lines.committed(sentMs, generation, uncommitted);
            uncommitted.clear();
        } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
            // Whatever is still this member's when the group has settled is committed then.
            System.err.println("not committed: " + e);
        }
        lastCommitNs = System.nanoTime();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> assignment.add(partition.partition()));
        lines.assigned(consumer.groupMetadata().generationId(), assignment);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            assignment.remove(partition.partition());
            uncommitted.remove(partition.partition());
        });
        lines.assigned(consumer.groupMetadata().generationId(), assignment);
    }
}
