package io.varve.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.storage.Payload;
import io.varve.storage.wal.WalObject.PartitionBody;
import io.varve.storage.wal.WalObject.ShardBody;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalObjectTest {

    private static final WalHeader HEADER = new WalHeader(3, new Id128(1, 2), new Id128(3, 4), 5, 6);
    private static final BatchMeta META = new BatchMeta(
            10, 100, 1, (short) 0, BatchMeta.NO_PRODUCER_ID, BatchMeta.NO_PRODUCER_EPOCH, BatchMeta.NO_SEQUENCE);

    private final WalObject.Encoded encoded =
            WalObject.encode(HEADER, List.of(shard("data-0", 0, 1), shard("data-1", 2)));

    @Test
    void objectAloneTellsWhatItHolds() {
        assertThat(WalObject.decode(whole(encoded))).isEqualTo(encoded.object());
    }

    @Test
    void payloadKnowsItsLengthAndChecksum() {
        assertThat(encoded.payload()).isEqualTo(Payload.of(encoded.payload().parts()));
    }

    @Test
    void anyDamagedByteIsFound() {
        ByteBuffer object = whole(encoded);
        for (int i = 0; i < object.capacity(); i++) {
            object.put(i, (byte) ~object.get(i));
            assertThatThrownBy(() -> WalObject.decode(object)).isInstanceOf(MalformedDataException.class);
            object.put(i, (byte) ~object.get(i));
        }
    }

    private static ShardBody shard(String name, int... partitions) {
        return new ShardBody(
                name,
                Arrays.stream(partitions)
                        .mapToObj(partition -> new PartitionBody(
                                new TopicIdPartition(new TopicId(0, 7), partition),
                                List.of(META, META),
                                List.of(bytes(partition), bytes(partition + 1))))
                        .toList());
    }

    private static ByteBuffer bytes(int seed) {
        ByteBuffer bytes = ByteBuffer.allocate(META.sizeBytes());
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) (seed * 31 + i));
        }
        return bytes;
    }

    private static ByteBuffer whole(WalObject.Encoded encoded) {
        ByteBuffer object = ByteBuffer.allocate((int) encoded.payload().length());
        encoded.payload().parts().forEach(part -> object.put(part.duplicate()));
        return object.flip();
    }
}
