package io.varve.kafka.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.net.InFlightBytes.Lease;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InFlightBytesTest {

    private final InFlightBytes budget = new InFlightBytes(100);

    private CompletableFuture<Lease> acquiring(long bytes) {
        var lease = new CompletableFuture<Lease>();
        Thread.ofVirtual().start(() -> {
            try {
                lease.complete(budget.acquire(bytes));
            } catch (InterruptedException e) {
                lease.completeExceptionally(e);
            }
        });
        return lease;
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsReleasedIsGivenToWhoWaitsLongest() throws Exception {
        Lease all = budget.acquire(100);
        CompletableFuture<Lease> waiting = acquiring(60);
        all.release();
        waiting.get().release();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void releasingTwiceGivesBackOnce() throws Exception {
        Lease lease = budget.acquire(10);
        budget.acquire(20);
        lease.release();
        lease.release();
        assertThat(budget.usedBytes()).isEqualTo(20);
    }

    @Test
    void oneBegunFrameMayOverdrawAndTheNextWaitsForIt() throws Exception {
        Lease first = budget.acquire(50);
        Lease second = budget.acquire(50);
        first.grow(90);
        assertThat(budget.usedBytes()).isEqualTo(190);
        var grown = new CompletableFuture<Void>();
        Thread grower = Thread.ofVirtual().start(() -> {
            try {
                second.grow(50);
                grown.complete(null);
            } catch (InterruptedException e) {
                grown.completeExceptionally(e);
            }
        });
        awaitParked(grower);
        assertThat(grown).isNotDone();
        first.release();
        grown.get();
        assertThat(budget.usedBytes()).isEqualTo(100);
    }

    @Test
    void aFrameAsLargeAsTheBudgetGetsItAlone() throws Exception {
        budget.acquire(100).release();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void whoGivesUpWaitingTakesNothing() throws Exception {
        Lease all = budget.acquire(100);
        var interrupted = new CompletableFuture<Void>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                budget.acquire(10);
            } catch (InterruptedException e) {
                interrupted.complete(null);
            }
        });
        awaitParked(waiter);
        waiter.interrupt();
        interrupted.get();
        all.release();
        assertThat(budget.usedBytes()).isZero();
    }
}
