package io.varve.kafka.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.codec.Batches;
import io.varve.storage.batch.BatchHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPatchTest {

    private final ByteBuffer batch = Batches.of(Codec.GZIP, Batches.some(3));

    @Test
    void aPlacedBatchIsItsNewHeadAndTheUntouchedRest() {
        byte[] before = new byte[batch.remaining()];
        batch.get(0, before);
        ByteBuffer head = BatchPatch.placed(batch, 1_000, 4);
        ByteBuffer rest = BatchPatch.unpatched(batch, batch.remaining());
        ByteBuffer sent = ByteBuffer.allocate(head.remaining() + rest.remaining())
                .put(head)
                .put(rest)
                .flip();
        assertThat(Batches.contents(sent)).hasSize(3).first().asString().startsWith("1000 1000 key-0");
        assertThat(BatchHeader.read(sent).partitionLeaderEpoch()).isEqualTo(4);
        assertThat(batch.array()).startsWith(before);
    }

    @Test
    void aBatchOfOnesOwnIsPlacedWhereItIs() {
        BatchPatch.place(batch, 7, 1);
        assertThat(Batches.contents(batch)).hasSize(3).first().asString().startsWith("7 ");
    }

    @Test
    void theTimeOfAppendingIsThatOfEveryRecord() {
        BatchPatch.appendedAt(batch, 123_456);
        List<String> contents = Batches.contents(batch);
        assertThat(contents).hasSize(3).allMatch(record -> record.contains(" 123456 key-"));
        assertThat(BatchHeader.read(batch).logAppendTime()).isTrue();
    }
}
