package io.varve.groups.coordinator;

import io.varve.core.Clock;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/// The node's clock as Kafka reads it. Nothing waits by it.
record DoorTime(Clock clock) implements Time {

    @Override
    public long milliseconds() {
        return clock.wallMs();
    }

    @Override
    public long nanoseconds() {
        return clock.nanoTime();
    }

    @Override
    public void sleep(long ms) {
        throw new UnsupportedOperationException("the coordinator does not sleep");
    }

    @Override
    public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
        throw new UnsupportedOperationException("the coordinator does not wait");
    }
}
