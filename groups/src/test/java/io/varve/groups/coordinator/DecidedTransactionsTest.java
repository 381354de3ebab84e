package io.varve.groups.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.groups.GroupNode;
import io.varve.metadata.cluster.TransactionOperations;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.state.Outcome;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DecidedTransactionsTest {

    private static final String ID = "t";

    private final GroupNode node = new GroupNode(new MemoryObjectStore(new ManualDoors()), new MemoryJournal(true), 1);
    private final TransactionOperations operations = node.cluster.transactions();
    private final BlockingQueue<CompletableFuture<Void>> told = new LinkedBlockingQueue<>();
    private final AtomicInteger lookedUp = new AtomicInteger();
    private final CountDownLatch lookedUpAgain = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);

    /// The second time that it is asked, it has looked up what was decided, and waits.
    private final class Slow implements DecidedTransactions.Coordinators {

        @Override
        public boolean coordinates(int groupShard) {
            if (lookedUp.incrementAndGet() == 2) {
                lookedUpAgain.countDown();
                await(goesOn);
            }
            return true;
        }

        @Override
        public boolean haveOngoing() {
            return false;
        }

        @Override
        public CompletionStage<Void> complete(
                int groupShard, ProducerIdAndEpoch producer, boolean commit, boolean epochRises) {
            var known = new CompletableFuture<Void>();
            told.add(known);
            return known;
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    /// Or its offsets would be committed, or dropped, with the transaction before.
    @Test
    void transactionIsNotToldOfTheEndOfTheOneBefore() throws InterruptedException {
        try (var decided = new DecidedTransactions(node.cluster, new Slow())) {
            ProducerIdAndEpoch producer = begun(ID);
            operations.addGroupShard(ID, producer, true, 0);
            operations.end(ID, producer, true, true);
            CompletableFuture<Void> first = told.take();
            begun("whose beginning is noticed");
            await(lookedUpAgain);

            first.complete(null);
            while (operations.find(ID).orElseThrow().state().prepared()) {
                Thread.onSpinWait();
            }
            goesOn.countDown();
            ProducerIdAndEpoch other = begun("other");
            operations.addGroupShard("other", other, true, 0);
            operations.end("other", other, true, true);

            told.take().complete(null);
            while (operations.find("other").orElseThrow().state().prepared()) {
                Thread.onSpinWait();
            }
            assertThat(told).isEmpty();
        }
    }

    private ProducerIdAndEpoch begun(String transactionalId) {
        return ((Outcome.Producer) operations.init(transactionalId, 60_000, Optional.empty())).producer();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
