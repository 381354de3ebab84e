package io.varve.simulation.torture;

import io.varve.simulation.history.Details.Consumed;
import io.varve.simulation.history.Details.Span;
import io.varve.simulation.history.Isolation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// What a transaction consumes, by a consumer that begins where the transactions of its group have come to.
/// Owned by one thread.
final class Input implements AutoCloseable {

    private final String group;
    private final Consumer<byte[], byte[]> consumer;
    private final Reading reading;
    private Map<TopicPartition, Long> before = Map.of();

    private Input(String process, String group, Consumer<byte[], byte[]> consumer, Load load) {
        this.group = group;
        this.consumer = consumer;
        reading = Reading.isolated(process, load.history(), Isolation.READ_COMMITTED, consumer);
    }

    /// Goes to where the group is.
    ///
    /// @throws org.apache.kafka.common.KafkaException if nobody says where that is
    static Input of(String process, Transactor.Copied copied, Target target, Load load) {
        Consumer<byte[], byte[]> consumer = Clients.copying(target.bootstrap(), target.zone(), copied.group());
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(copied.partitions()));
            var input = new Input(process, copied.group(), consumer, load);
            input.reading.goTo(offsets(copied.partitions(), committed));
            return input;
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static Map<TopicPartition, Long> offsets(
            List<TopicPartition> partitions, Map<TopicPartition, OffsetAndMetadata> committed) {
        var offsets = new HashMap<TopicPartition, Long>();
        partitions.forEach(partition -> {
            OffsetAndMetadata at = committed.get(partition);
            offsets.put(partition, at == null ? 0 : at.offset());
        });
        return offsets;
    }

    /// Reads on; empty if there is nothing.
    Optional<Consumed> poll() {
        before = reading.positions();
        reading.poll();
        var named = new HashMap<String, Span>();
        spans().forEach((partition, span) -> named.put(partition.toString(), span));
        return named.isEmpty() ? Optional.empty() : Optional.of(new Consumed(group, named));
    }

    /// To where it was before it read on.
    void goBack() {
        reading.goTo(before);
    }

    /// What the group has to commit.
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        spans().forEach((partition, span) -> offsets.put(partition, new OffsetAndMetadata(span.to())));
        return offsets;
    }

    /// How far it has read since it last began to.
    private Map<TopicPartition, Span> spans() {
        var spans = new HashMap<TopicPartition, Span>();
        reading.positions().forEach((partition, to) -> {
            long from = before.getOrDefault(partition, to);
            if (from < to) {
                spans.put(partition, new Span(from, to));
            }
        });
        return spans;
    }

    ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    @Override
    public void close() {
        reading.close();
    }
}
