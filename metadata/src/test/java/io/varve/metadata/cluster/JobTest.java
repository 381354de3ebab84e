package io.varve.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobTest {

    private static final Duration EVERY = Duration.ofSeconds(10);

    /// The longest pause, and too short for two.
    private static final Duration ONE_TURN = Duration.ofSeconds(15);

    private final ManualDoors time = new ManualDoors();
    private final AtomicInteger turns = new AtomicInteger();

    @Test
    void whatFailsIsTriedAgain() {
        fails(new IllegalStateException("of a test"));
    }

    @Test
    void anErrorDoesNotEndTheJobEither() {
        fails(new OutOfMemoryError("of a test"));
    }

    private void fails(Throwable failure) {
        try (Job job = Job.start("test", EVERY, () -> fail(failure), time.doors())) {
            for (int turn = 0; turn < 3; turn++) {
                time.awaitTimers(1);
                assertThat(turns).hasValue(turn);
                time.advance(ONE_TURN);
            }
        }
    }

    private void fail(Throwable failure) {
        turns.incrementAndGet();
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalArgumentException(failure);
        }
    }
}
