package io.varve.ingest.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.ingest.produce.IngestNode;
import io.varve.ingest.write.FlushRate;
import io.varve.kafka.api.Reply;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionOrderTest {

    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void whatAConnectionAsksIsDoneInTurnAlsoAfterAFailure() {
        try (var node = new IngestNode(
                new MemoryObjectStore(new ManualDoors()), new MemoryJournal(true), FlushRate.UNLIMITED)) {
            var order = new ConnectionOrder(node.cluster.doors().threads());
            var held = new CompletableFuture<Void>();
            CompletableFuture<Reply> first = order.after(node.context(ApiKeys.END_TXN, (short) 0), () -> {
                        held.join();
                        done.add("first");
                        throw new IllegalStateException("broken");
                    })
                    .toCompletableFuture();
            CompletableFuture<Reply> second = order.after(node.context(ApiKeys.END_TXN, (short) 0), () -> {
                        done.add("second");
                        return new EndTxnResponseData();
                    })
                    .toCompletableFuture();
            CompletableFuture<Reply> third = order.after(node.context(ApiKeys.END_TXN, (short) 0), () -> {
                        done.add("third");
                        return new EndTxnResponseData();
                    })
                    .toCompletableFuture();

            assertThat(second).isNotDone();
            held.complete(null);

            assertThat(third.join()).isInstanceOf(Reply.Answer.class);
            assertThat(second.join()).isInstanceOf(Reply.Answer.class);
            assertThat(first.handle((answer, failure) -> failure).join()).isNotNull();
            assertThat(done).containsExactly("first", "second", "third");
        }
    }
}
