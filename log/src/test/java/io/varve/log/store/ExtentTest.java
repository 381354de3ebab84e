package io.varve.log.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.log.store.Container.StoredObject;
import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.batch.BatchHeader;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtentTest {

    private static final Container OBJECT = new StoredObject(new ObjectRef(ObjectRef.Kind.WAL, 1, new Id128(1, 1), 1));

    private final ByteBuffer first = TestBatch.of(10, "first");
    private final ByteBuffer second = TestBatch.of(10, "second value");

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 13, 61, 64, 1000})
    void batchesAreWholeHoweverTheirBytesAreCut(int partBytes) {
        ByteBuffer all = ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first.duplicate())
                .put(second.duplicate())
                .flip();
        var parts = new ArrayList<ByteBuffer>();
        for (int at = 0; at < all.remaining(); at += partBytes) {
            parts.add(all.slice(at, Math.min(partBytes, all.remaining() - at)));
            parts.add(ByteBuffer.allocate(0));
        }
        Extent extent = Extent.checked(OBJECT, parts);
        int end = all.remaining();

        assertThat(batchAt(extent, 0, end)).isEqualTo(first);
        assertThat(batchAt(extent, first.remaining(), end)).isEqualTo(second);
    }

    @Test
    void whatIsUploadedIsNotCopied() {
        Extent extent = Extent.checked(OBJECT, List.of(first, second));

        assertThat(extent.batch(first.remaining(), first.remaining() + second.remaining())
                        .array())
                .isSameAs(second.array());
    }

    @Test
    void soundBytesEndWhereTheDamageIs() {
        ByteBuffer all = ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first.duplicate())
                .put(second.duplicate())
                .flip();
        all.put(first.remaining() + 65, (byte) ~all.get(first.remaining() + 65));
        int from = 1000;
        Extent extent = Extent.fetched(OBJECT, from, all, 0);

        assertThat(extent.soundBytes(from, all.remaining())).isEqualTo(first.remaining());
        assertThat(extent.soundBytes(from + first.remaining(), second.remaining()))
                .isZero();
        assertThat(extent.soundBytes(from + first.remaining(), second.remaining() + 1))
                .isZero();
    }

    @Test
    void aRangeThatIsNotThereIsMalformed() {
        Extent extent = Extent.fetched(OBJECT, 100, first, 0);

        assertThatThrownBy(() -> extent.batch(99, 120)).isInstanceOf(MalformedDataException.class);
        assertThatThrownBy(() -> extent.batch(100, 101 + first.remaining())).isInstanceOf(MalformedDataException.class);
        assertThat(extent.holds(100, first.remaining())).isTrue();
        assertThat(extent.holds(100, Integer.MAX_VALUE)).isFalse();
    }

    private static ByteBuffer batchAt(Extent extent, int position, int end) {
        ByteBuffer batch = extent.batch(position, end);
        return batch.slice(0, BatchHeader.read(batch).sizeBytes());
    }
}
