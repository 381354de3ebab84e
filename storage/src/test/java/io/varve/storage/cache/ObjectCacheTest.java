package io.varve.storage.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.Payload;
import io.varve.storage.RangeNotSatisfiableException;
import io.varve.storage.StoreException;
import io.varve.storage.TestDoors;
import io.varve.storage.decorator.MeteredObjectStore;
import io.varve.storage.decorator.StoreMeter;
import io.varve.storage.memory.MemoryObjectStore;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectCacheTest {

    private final MemoryObjectStore objects = new MemoryObjectStore(TestDoors.CLOCK);
    private final StoreMeter meter = new StoreMeter();
    private final ObjectCache cache = new ObjectCache(new MeteredObjectStore(objects, meter), 1 << 20);

    @Test
    void aWholeObjectServesAllItsRanges() {
        objects.create("k", Payload.of("0123456789".getBytes(UTF_8)));

        assertThat(text(cache.readAll("k", 10))).isEqualTo("0123456789");
        assertThat(text(cache.read("k", 3, 4))).isEqualTo("3456");
        assertThat(text(cache.readAll("k", 10))).isEqualTo("0123456789");

        assertThat(meter.counts().total()).isEqualTo(1);
        assertThatThrownBy(() -> cache.read("k", 9, 2)).isInstanceOf(RangeNotSatisfiableException.class);
        assertThatThrownBy(() -> cache.readAll("k", 9)).isInstanceOf(StoreException.class);
    }

    @Test
    void whatTheNodeWroteCostsNoRequest() {
        cache.put("k", ByteBuffer.wrap("0123456789".getBytes(UTF_8)));

        assertThat(text(cache.read("k", 8, 2))).isEqualTo("89");
        assertThat(cache.find("k", 0, 1)).isPresent();
        assertThat(meter.counts().total()).isZero();
    }

    @Test
    void aSingleRangeIsReadOnceAndAlone() {
        objects.create("k", Payload.of("0123456789".getBytes(UTF_8)));

        cache.read("k", 2, 3);
        assertThat(text(cache.read("k", 2, 3))).isEqualTo("234");

        assertThat(meter.counts().total()).isEqualTo(1);
        assertThat(meter.counts().bytesRead()).isEqualTo(3);
        assertThat(cache.find("k", 2, 3)).isEmpty();
    }

    @Test
    void whatIsForgottenIsAskedForAgain() {
        cache.put("k", ByteBuffer.wrap(new byte[10]));

        cache.forget(List.of("k", "other"));

        assertThatThrownBy(() -> cache.read("k", 0, 1)).isInstanceOf(ObjectNotFoundException.class);
        assertThat(meter.counts().total()).isEqualTo(1);
    }

    private static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }
}
