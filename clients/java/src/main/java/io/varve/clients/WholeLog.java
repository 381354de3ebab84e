package io.varve.clients;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/// Reads partitions from their start to their end.
public final class WholeLog {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int EMPTY_POLLS_MAX = 60;

    private WholeLog() {}

    /// Hands every record to `sink`, in order within a partition, and returns the end offsets read up to, which are
    /// at
    /// least those that the consumer sees when the reading begins.
    public static Map<TopicPartition, Long> read(
            KafkaConsumer<byte[], byte[]> consumer,
            Collection<TopicPartition> partitions,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        readTo(consumer, ends, sink);
        return ends;
    }

    /// The same, to the ends that somebody else has seen. For a consumer of what is committed they can be beyond
    /// what it
    /// may read as yet.
    public static void readTo(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        consumer.assign(ends.keySet());
        consumer.seekToBeginning(ends.keySet());
        int emptyPolls = 0;
        while (!reached(consumer, ends)) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
            if (emptyPolls > EMPTY_POLLS_MAX) {
                throw new IllegalStateException("nothing more to read before the end offsets " + ends);
            }
            records.forEach(sink);
        }
    }

    private static boolean reached(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
