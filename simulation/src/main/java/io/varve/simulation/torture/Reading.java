package io.varve.simulation.torture;

import io.varve.simulation.history.Action;
import io.varve.simulation.history.Details;
import io.varve.simulation.history.Details.Polled;
import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.HistoryWriter;
import io.varve.simulation.history.HistoryWriter.Operation;
import io.varve.simulation.history.Isolation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// A consumer whose steps stand in the history. Owned by one thread.
final class Reading implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final String process;
    private final HistoryWriter history;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    Reading(String process, HistoryWriter history, Consumer<byte[], byte[]> consumer) {
        this.process = process;
        this.history = history;
        this.consumer = consumer;
    }

    /// One that says what it sees of transactions.
    static Reading isolated(String process, HistoryWriter history, String bootstrap, String zone, Isolation isolation) {
        return isolated(process, history, isolation, Clients.consumer(bootstrap, zone, isolation));
    }

    /// @param consumer that is told this isolation
    static Reading isolated(
            String process, HistoryWriter history, Isolation isolation, Consumer<byte[], byte[]> consumer) {
        history.begin(process, Action.OPEN, Details.NONE).ok(Details.ofIsolation(isolation));
        return new Reading(process, history, consumer);
    }

    /// Goes to the offsets, of these partitions alone.
    void goTo(Map<TopicPartition, Long> offsets) {
        Details details = Details.ofOffsets(named(offsets));
        Operation operation = history.begin(process, Action.ASSIGN, details);
        positions.clear();
        positions.putAll(offsets);
        consumer.assign(offsets.keySet());
        offsets.forEach(consumer::seek);
        operation.ok(details);
    }

    void poll() {
        Operation operation = history.begin(process, Action.POLL, Details.NONE);
        try {
            operation.ok(Details.ofPolled(advance(consumer.poll(POLL))));
        } catch (OffsetOutOfRangeException e) {
            operation.failed(new Reason(e.toString(), named(e.offsetOutOfRangePartitions())));
            // It has given its positions up.
            goTo(Map.copyOf(positions));
        } catch (KafkaException e) {
            operation.unknown(new Reason(e.toString()));
        }
    }

    /// Where the partitions end; nothing if nobody says so.
    Map<TopicPartition, Long> ends() {
        Operation operation = history.begin(process, Action.END_OFFSETS, Details.NONE);
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(Topics.PARTITIONS);
            operation.ok(Details.ofOffsets(named(ends)));
            return ends;
        } catch (KafkaException e) {
            // It changes nothing, so nothing has happened.
            operation.failed(new Reason(e.toString()));
            return Map.of();
        }
    }

    /// Where the next record of each partition is expected.
    Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }

    /// Whether it has come to all of these offsets, perhaps over markers of transactions and what was
    /// aborted, which it does not get.
    boolean hasReached(Map<TopicPartition, Long> ends) {
        try {
            return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), POLL) >= end.getValue());
        } catch (KafkaException e) {
            return false;
        }
    }

    private Map<String, List<Polled>> advance(ConsumerRecords<byte[], byte[]> records) {
        var polled = new HashMap<String, List<Polled>>();
        for (TopicPartition partition : records.partitions()) {
            var ofPartition = new ArrayList<Polled>();
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                ofPartition.add(new Polled(record.offset(), Payload.value(record.value())));
                positions.put(partition, record.offset() + 1);
            }
            polled.put(partition.toString(), ofPartition);
        }
        return polled;
    }

    static Map<String, Long> named(Map<TopicPartition, Long> offsets) {
        var named = new HashMap<String, Long>();
        offsets.forEach((partition, offset) -> named.put(partition.toString(), offset));
        return named;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
