package io.varve.ingest.produce;

import static io.varve.ingest.produce.IngestNode.LATEST;
import static io.varve.ingest.produce.IngestNode.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.CrashPoint;
import io.varve.core.CrashPoints;
import io.varve.ingest.write.FlushRate;
import io.varve.kafka.api.Reply;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A node that goes no further than a crash point, and the next one on the same stores.
@Timeout(60)
class CrashTest {

    private static final long PRODUCER_ID = 9;

    /// Larger than what goes into an entry, so that it is put into an object.
    private static final MemoryRecords FIRST = Records.idempotent(PRODUCER_ID, 0, "a".repeat(10_000));

    private static final MemoryRecords SECOND = Records.idempotent(PRODUCER_ID, 1, "b");

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final MemoryJournal journal = new MemoryJournal(true);

    /// All that a write passes here, in order. The listener passes AFTER_ACKNOWLEDGE, when it has written the
    /// answer, and the sweep passes those behind it.
    @ParameterizedTest
    @EnumSource(from = "BEFORE_PUT", to = "BEFORE_ACKNOWLEDGE")
    void aBatchThatIsSentAgainAfterACrashIsThereOnce(CrashPoint point) {
        crashAt(point);

        try (var next = new IngestNode(objects, journal, FlushRate.UNLIMITED)) {
            PartitionProduceResponse again = next.produce("flights", 0, FIRST);
            PartitionProduceResponse after = next.produce("flights", 0, SECOND);

            assertThat(Errors.forCode(again.errorCode())).isEqualTo(Errors.NONE);
            assertThat(again.baseOffset()).isZero();
            assertThat(after.baseOffset()).isEqualTo(1);
        }
    }

    /// Sends a batch to a node whose thread stands still where it reaches the point; nobody hears of it again.
    /// Which thread that is, is not known: a batch that is committed before the request is through is
    /// acknowledged by the sender's.
    private void crashAt(CrashPoint point) {
        var armed = new CompletableFuture<Void>();
        var reached = new CompletableFuture<Void>();
        CrashPoints standStill = passed -> {
            if (armed.isDone() && passed == point) {
                reached.complete(null);
                new CompletableFuture<Void>().join();
            }
        };
        try (var node = new IngestNode(objects, journal, FlushRate.UNLIMITED, standStill)) {
            node.createTopic("flights", 1, Map.of());
            armed.complete(null);
            var answered = new CompletableFuture<Reply>();
            node.time
                    .doors()
                    .threads()
                    .start(
                            "connection",
                            () -> node.send(LATEST, request("flights", 0, FIRST))
                                    .thenAccept(answered::complete));
            reached.join();
            assertThat(answered).isNotDone();
        }
    }
}
