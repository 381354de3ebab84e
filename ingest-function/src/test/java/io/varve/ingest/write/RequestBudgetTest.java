package io.varve.ingest.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.journal.JournalMeter;
import io.varve.metadata.journal.JournalMeter.Counter;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.MeteredJournal;
import io.varve.storage.decorator.MeteredObjectStore;
import io.varve.storage.decorator.StoreMeter;
import io.varve.storage.decorator.StoreMeter.Request;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a flush costs, counted at the stores: this, and nothing else.
@Timeout(60)
class RequestBudgetTest {

    private static final int PARTITIONS = 1_000;

    private final StoreMeter objectRequests = new StoreMeter();
    private final JournalMeter journalCalls = new JournalMeter();
    private final WriteNode node = WriteNode.open(
                    new MeteredObjectStore(new MemoryObjectStore(new ManualDoors()), objectRequests),
                    new MeteredJournal(new MemoryJournal(false), journalCalls),
                    new WriteSettings(Linger.EMBEDDED, Inlining.METERED, WriteSettings.DEFAULT_MAX_UPLOADS))
            .openTopic(PARTITIONS);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aFlushIsOnePutAndOneAppend() {
        costs(1, 1, TestBatches.plain(TestBatches.to(0), 100_000));
    }

    @Test
    void anInlinedFlushIsOneAppendAndNoPut() {
        costs(0, 1, TestBatches.plain(TestBatches.to(0), 1_000), TestBatches.plain(TestBatches.to(1), 1_000));
    }

    @Test
    void aFlushOverAThousandPartitionsIsStillOnePutAndOneAppend() {
        costs(1, 1, IntStream.range(0, PARTITIONS).mapToObj(TestBatches::plain).toArray(IncomingBatch[]::new));
    }

    @Test
    void aFlushWhoseRunTableIsLeftInTheObjectCostsNoMore() {
        IncomingBatch[] batches = IntStream.range(0, 7 * PARTITIONS)
                .mapToObj(i -> TestBatches.plain(i % PARTITIONS))
                .toArray(IncomingBatch[]::new);
        JournalMeter.Counts before = journalCalls.counts();

        costs(1, 1, batches);

        assertThat(journalCalls.counts().since(before).of(Counter.APPENDED_BYTES))
                .isLessThan(1_024);
    }

    private void costs(long puts, long appends, IncomingBatch... batches) {
        StoreMeter.Counts requestsBefore = objectRequests.counts();
        JournalMeter.Counts callsBefore = journalCalls.counts();

        List<BatchOutcome> outcomes = node.append(batches).answer().join();

        assertThat(outcomes).hasSize(batches.length).allMatch(BatchOutcome.Decided.class::isInstance);
        StoreMeter.Counts requests = objectRequests.counts().since(requestsBefore);
        assertThat(requests.of(Request.CREATE)).isEqualTo(puts);
        assertThat(requests.total()).isEqualTo(puts);
        JournalMeter.Counts calls = journalCalls.counts().since(callsBefore);
        assertThat(calls.of(Counter.APPENDS)).isEqualTo(appends);
        for (Counter call : List.of(Counter.READS, Counter.FLOOR_READS, Counter.FLOOR_RAISES, Counter.TRIMS)) {
            assertThat(calls.of(call)).as("%s", call).isZero();
        }
    }
}
