package io.varve.simulation.history;

import io.varve.simulation.history.Details.Polled;
import io.varve.simulation.history.PartitionLog.Skip;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A process that reads: where it is in each partition.
final class Consumer {

    private final String process;
    private final Anomalies anomalies;
    private final Map<PartitionLog, Long> positions = new HashMap<>();
    private @Nullable Isolation isolation;

    Consumer(String process, Anomalies anomalies) {
        this.process = process;
        this.anomalies = anomalies;
    }

    void isolate(Isolation from) {
        isolation = from;
    }

    /// Whether it must not get what is not committed.
    boolean getsCommitted() {
        return isolation != Isolation.READ_UNCOMMITTED;
    }

    /// Whether the ends that it is told are those of the logs.
    boolean isToldEnds() {
        return isolation != Isolation.READ_COMMITTED;
    }

    void goTo(PartitionLog partition, long offset) {
        positions.put(partition, offset);
    }

    /// Goes through the records that one poll returned of a partition.
    void poll(long op, PartitionLog partition, List<Polled> records) {
        boolean within = false;
        for (Polled record : records) {
            step(op, partition, record.offset(), within);
            within = true;
        }
    }

    private void step(long op, PartitionLog partition, long offset, boolean within) {
        @Nullable Long expected = positions.put(partition, offset + 1);
        if (expected == null || offset < expected) {
            if (expected != null) {
                wentBack(op, partition, expected, offset, within);
            }
            cover(partition, offset, offset + 1);
        } else {
            if (offset > expected) {
                partition.skip(new Skip(op, process, expected, offset, within));
            }
            cover(partition, expected, offset + 1);
        }
    }

    private void cover(PartitionLog partition, long from, long to) {
        if (getsCommitted()) {
            partition.cover(from, to);
        }
    }

    private void wentBack(long op, PartitionLog partition, long expected, long offset, boolean within) {
        anomalies.add(
                within ? Rule.INTERNAL_NONMONOTONIC_POLL : Rule.NONMONOTONIC_POLL,
                List.of(op),
                process + " got " + partition.name() + "@" + offset + ", where " + expected + " was the next");
    }

    /// The consumer has polled until it came to this offset, and nothing is left before it.
    void finish(long op, PartitionLog partition, long end) {
        long position = positions.getOrDefault(partition, end);
        if (position < end) {
            partition.skip(new Skip(op, process, position, end, false));
            cover(partition, position, end);
        }
        partition.finallyReadTo(end);
    }
}
