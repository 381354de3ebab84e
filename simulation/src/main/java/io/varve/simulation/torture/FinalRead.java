package io.varve.simulation.torture;

import io.varve.simulation.history.Action;
import io.varve.simulation.history.Details;
import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.HistoryWriter;
import io.varve.simulation.history.HistoryWriter.Operation;
import io.varve.simulation.history.Isolation;
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

    /// Returns how many records were read. Gets committed records, and no transaction may be open for ever,
    /// or that does not come to the ends.
    long from(String bootstrap, String zone) {
        Operation operation = history.begin(process, Action.FINAL_READ, Details.NONE);
        try (var whole = new Reading(process + "-ends", history, Clients.consumer(bootstrap, zone));
                var reading = Reading.isolated(process, history, bootstrap, zone, Isolation.READ_COMMITTED)) {
            Map<TopicPartition, Long> ends = whole.ends();
            reading.goTo(Topics.beginnings());
            long deadlineNs = System.nanoTime() + MOST.toNanos();
            while (!reading.hasReached(ends) && System.nanoTime() < deadlineNs) {
                reading.poll();
            }
            if (!ends.isEmpty() && reading.hasReached(ends)) {
                operation.ok(Details.ofOffsets(Reading.named(ends)));
            } else {
                operation.failed(new Reason("came to " + reading.positions() + " of " + ends));
            }
            return reading.positions().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }
}
