package io.varve.cli.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A group with one member, which has been assigned its partitions.
final class LiveGroup implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> member;

    private LiveGroup(KafkaConsumer<byte[], byte[]> member) {
        this.member = member;
    }

    /// @param protocol `classic` or `consumer`
    static LiveGroup join(String bootstrap, String group, String protocol, String topic) {
        var member = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "group.id",
                        group,
                        "group.protocol",
                        protocol,
                        "client.id",
                        "reader",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        member.subscribe(List.of(topic));
        while (member.assignment().isEmpty()) {
            member.poll(POLL);
        }
        return new LiveGroup(member);
    }

    KafkaConsumer<byte[], byte[]> member() {
        return member;
    }

    @Override
    public void close() {
        member.close();
    }
}
