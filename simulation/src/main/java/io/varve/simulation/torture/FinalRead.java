package io.varve.simulation.torture;

import io.varve.simulation.history.Action;
import io.varve.simulation.history.Details;
import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.HistoryWriter;
import io.varve.simulation.history.HistoryWriter.Operation;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/// Reads everything from a node, up to the ends that it names.
final class FinalRead {

    private static final Duration MOST = Duration.ofSeconds(60);

    private final String process;
    private final HistoryWriter history;

    FinalRead(String process, HistoryWriter history) {
        this.process = process;
        this.history = history;
    }

    /// Returns how many records were read.
    long from(String bootstrap, String zone) {
        Operation operation = history.begin(process, Action.FINAL_READ, Details.NONE);
        try (var reading = new Reading(process, history, Clients.consumer(bootstrap, zone))) {
            Map<TopicPartition, Long> ends = reading.ends();
            reading.goTo(Topics.beginnings());
            long deadlineNs = System.nanoTime() + MOST.toNanos();
            while (!hasReached(reading.positions(), ends) && System.nanoTime() < deadlineNs) {
                reading.poll();
            }
            if (hasReached(reading.positions(), ends)) {
                operation.ok(Details.ofOffsets(Reading.named(ends)));
            } else {
                operation.failed(new Reason("came to " + reading.positions() + " of " + ends));
            }
            return reading.positions().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static boolean hasReached(Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
        return !ends.isEmpty()
                && ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
}
