package io.varve.segment.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SlabsTest {

    private final Slabs slabs = new Slabs();

    @Test
    void bufferIsExactlyAsLargeAsAskedFor() {
        for (int size : new int[] {0, 1, 63, 64, 65, 1 << 20, (1 << 20) + 1}) {
            ByteBuffer buffer = slabs.allocate(size);

            assertThat(buffer.position()).isZero();
            assertThat(buffer.capacity()).isEqualTo(size);
        }
    }

    @Test
    void whatCameBackIsGivenOutAgain() {
        ByteBuffer first = slabs.allocate(1_000);
        slabs.release(first);

        assertThat(slabs.allocate(800).array()).isSameAs(first.array());
    }

    @Test
    void whatCameBackTwiceIsGivenOutOnce() {
        ByteBuffer first = slabs.allocate(1_000);
        slabs.release(first);
        slabs.release(first);

        assertThat(slabs.allocate(1_000).array())
                .isNotSameAs(slabs.allocate(1_000).array());
    }

    @Test
    void noMoreThanItsShareOfASizeIsKept() {
        ByteBuffer first = slabs.allocate(1 << 20);
        ByteBuffer second = slabs.allocate(1 << 20);
        slabs.release(first);
        slabs.release(second);

        assertThat(slabs.allocate(1 << 20).array()).isSameAs(first.array());
        assertThat(slabs.allocate(1 << 20).array()).isNotSameAs(second.array());
    }
}
