package io.varve.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ByteBoundedCacheTest {

    @Test
    void whatIsCachedIsNotLoadedAgain() {
        var cache = new ByteBoundedCache<String>(100);
        var loads = new AtomicInteger();

        for (int i = 0; i < 3; i++) {
            ByteBuffer bytes = cache.get("a", () -> bytes(10, loads.incrementAndGet()));
            assertThat(bytes.remaining()).isEqualTo(10);
            bytes.position(5);
        }

        assertThat(loads).hasValue(1);
        assertThat(cache.counts()).isEqualTo(new ByteBoundedCache.Counts(2, 1, 0, 0, 1, 10));
    }

    @Test
    void theLongestUnusedGoesFirst() {
        var cache = new ByteBoundedCache<String>(30);
        cache.put("a", bytes(10, 1));
        cache.put("b", bytes(10, 2));
        cache.put("c", bytes(10, 3));
        assertThat(cache.find("a")).isPresent();

        cache.put("d", bytes(10, 4));

        assertThat(cache.find("b")).isEmpty();
        assertThat(cache.find("a")).isPresent();
        assertThat(cache.find("c")).isPresent();
        assertThat(cache.find("d")).isPresent();
        assertThat(cache.counts().bytes()).isEqualTo(30);
        assertThat(cache.counts().evictions()).isEqualTo(1);
    }

    @Test
    void aLargeEntryPushesOutAsManyAsItMust() {
        var cache = new ByteBoundedCache<Integer>(100);
        for (int i = 0; i < 10; i++) {
            cache.put(i, bytes(10, i));
        }

        cache.put(99, bytes(55, 0));

        assertThat(cache.counts().bytes()).isEqualTo(95);
        assertThat(cache.counts().entries()).isEqualTo(5);
    }

    @Test
    void whatCanNeverFitPushesNothingOut() {
        var cache = new ByteBoundedCache<String>(30);
        cache.put("a", bytes(30, 1));

        assertThat(cache.get("b", () -> bytes(31, 2)).remaining()).isEqualTo(31);

        assertThat(cache.find("a")).isPresent();
        assertThat(cache.find("b")).isEmpty();
    }

    @Test
    void onlyTheRemainingBytesOfABufferCount() {
        var cache = new ByteBoundedCache<String>(30);
        ByteBuffer part = ByteBuffer.wrap(new byte[1000], 500, 20);

        cache.put("a", part);
        cache.put("a", part);

        assertThat(cache.counts().bytes()).isEqualTo(20);
        cache.remove("a");
        cache.remove("a");
        assertThat(cache.counts().bytes()).isZero();
    }

    @Test
    void thoseWhoAskAtOnceShareOneLoad() throws Exception {
        var cache = new ByteBoundedCache<String>(100);
        var loading = new CountDownLatch(1);
        var mayLoad = new CountDownLatch(1);
        var loads = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ByteBuffer>> answers = new ArrayList<>();
            answers.add(threads.submit(() -> cache.get("a", () -> {
                loads.incrementAndGet();
                loading.countDown();
                awaitQuietly(mayLoad);
                return bytes(10, 7);
            })));
            loading.await();
            for (int i = 0; i < 9; i++) {
                answers.add(threads.submit(() -> cache.get("a", () -> bytes(10, loads.incrementAndGet()))));
            }
            while (cache.counts().joins() < 9) {
                Thread.onSpinWait();
            }
            // Another key is not held up.
            assertThat(cache.get("b", () -> bytes(1, 1)).remaining()).isEqualTo(1);
            mayLoad.countDown();

            for (Future<ByteBuffer> answer : answers) {
                assertThat(answer.get()).isEqualTo(bytes(10, 7));
            }
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void aLoadThatFailsIsForgotten() {
        var cache = new ByteBoundedCache<String>(100);

        assertThatThrownBy(() -> cache.get("a", () -> {
                    throw new IllegalStateException("no bytes");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no bytes");

        assertThat(cache.get("a", () -> bytes(3, 1)).remaining()).isEqualTo(3);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ByteBuffer bytes(int size, int fill) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) fill);
        return ByteBuffer.wrap(bytes);
    }
}
