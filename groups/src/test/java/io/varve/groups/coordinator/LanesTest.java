package io.varve.groups.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.coordinator.common.runtime.CoordinatorEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanesTest {

    private final Doors doors = SystemDoors.open(CrashPoints.OFF);
    private final Lanes lanes = new Lanes(doors.threads());
    private final List<String> ran = new CopyOnWriteArrayList<>();

    @Test
    void closeReturnsWhenAllThatWasTakenHasRun() {
        var gate = new CompletableFuture<Void>();
        var begun = new CompletableFuture<Void>();
        lanes.enqueueLast(event(0, "first", () -> {
            begun.complete(null);
            gate.join();
        }));
        lanes.enqueueLast(event(0, "second", () -> {}));
        lanes.enqueueLast(event(1, "elsewhere", () -> {}));
        begun.join();

        var closed =
                CompletableFuture.runAsync(lanes::close, task -> doors.threads().start("close", task));
        awaitRefusal();
        assertThat(closed).isNotDone();
        gate.complete(null);
        closed.join();

        assertThat(ran).contains("elsewhere").containsSubsequence("first", "second");
    }

    @Test
    void nothingIsTakenAfterClose() {
        lanes.enqueueLast(event(0, "before", () -> {}));
        lanes.close();

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> lanes.enqueueFirst(event(0, "after", () -> {})));
        assertThat(ran).containsExactly("before");
    }

    /// Until the lanes are being closed.
    private void awaitRefusal() {
        while (true) {
            try {
                lanes.enqueueLast(event(2, "probe", () -> {}));
                Thread.onSpinWait();
            } catch (RejectedExecutionException e) {
                return;
            }
        }
    }

    private CoordinatorEvent event(int shard, String name, Runnable work) {
        return new CoordinatorEvent() {

            @Override
            public TopicPartition key() {
                return ClaimLogs.partition(shard);
            }

            @Override
            public long createdTimeMs() {
                return 0;
            }

            @Override
            public void run() {
                work.run();
                ran.add(name);
            }

            @Override
            public void complete(Throwable failure) {
                ran.add(name + " failed");
            }
        };
    }
}
