package io.varve.log.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.log.store.Container.StoredObject;
import io.varve.log.store.ExtentCache.Claim;
import io.varve.metadata.entry.ObjectRef;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExtentCacheTest {

    private static final int OVERHEAD = 512;

    private final ExtentCache cache = new ExtentCache(3 * (100 + OVERHEAD));

    @Test
    void whatIsNotUsedForLongestGoesFirst() {
        for (int i = 0; i < 3; i++) {
            cache.put(object(i), bytes(object(i), 0, 100));
        }
        cache.find(object(0), 0, 10);

        cache.put(object(3), bytes(object(3), 0, 100));

        assertThat(cache.find(object(0), 0, 10)).isNotNull();
        assertThat(cache.find(object(1), 0, 10)).isNull();
        assertThat(cache.find(object(2), 0, 10)).isNotNull();
        assertThat(cache.find(object(3), 0, 10)).isNotNull();
        assertThat(cache.sizeBytes()).isEqualTo(3 * (100 + OVERHEAD));
    }

    @Test
    void onlyTheFirstToClaimFetches() {
        Claim first = cache.claim(object(0), 10, 50);
        Claim second = cache.claim(object(0), 20, 30);
        Claim beyond = cache.claim(object(0), 40, 60);

        assertThat(first.mine()).isTrue();
        assertThat(second.mine()).isFalse();
        assertThat(second.slot()).isSameAs(first.slot());
        assertThat(beyond.mine()).isTrue();

        Extent extent = bytes(object(0), 10, 40);
        cache.fill(first.slot(), extent);
        assertThat(second.slot().content().join()).isSameAs(extent);
    }

    @Test
    void aFailureIsToldToAllThatWaitAndThenForgotten() {
        Claim first = cache.claim(object(0), 0, 10);
        Claim second = cache.claim(object(0), 0, 10);

        cache.fail(first.slot(), new IllegalStateException("no answer"));

        assertThatThrownBy(() -> second.slot().content().join()).hasMessageContaining("no answer");
        assertThat(cache.find(object(0), 0, 10)).isNull();
        assertThat(cache.claim(object(0), 0, 10).mine()).isTrue();
    }

    @Test
    void aWholeObjectTakesThePlaceOfItsParts() {
        Claim part = cache.claim(object(0), 10, 20);
        cache.fill(part.slot(), bytes(object(0), 10, 10));
        Claim waited = cache.claim(object(0), 30, 40);

        cache.put(object(0), bytes(object(0), 0, 100));

        assertThat(cache.sizeBytes()).isEqualTo(100 + OVERHEAD);
        Extent late = bytes(object(0), 30, 10);
        cache.fill(waited.slot(), late);
        assertThat(waited.slot().content().join()).isSameAs(late);
        assertThat(cache.sizeBytes()).isEqualTo(100 + OVERHEAD);
    }

    @Test
    void aFetchThatIsUnderWayTakesWhatIsPutMeanwhile() {
        Claim claim = cache.claim(object(0), 0, ExtentCache.WHOLE);
        Extent put = bytes(object(0), 0, 100);

        cache.put(object(0), put);
        cache.fill(claim.slot(), bytes(object(0), 0, 100));

        assertThat(claim.slot().content().join()).isSameAs(put);
        assertThat(cache.sizeBytes()).isEqualTo(100 + OVERHEAD);
    }

    @Test
    void whatIsLargerThanTheCacheReachesThoseWhoWaitAndIsNotKept() {
        Claim claim = cache.claim(object(0), 0, ExtentCache.WHOLE);
        Extent large = bytes(object(0), 0, 10_000);

        cache.fill(claim.slot(), large);
        cache.put(object(1), bytes(object(1), 0, 10_000));

        assertThat(claim.slot().content().join()).isSameAs(large);
        assertThat(cache.sizeBytes()).isZero();
        assertThat(cache.find(object(1), 0, 1)).isNull();
    }

    @Test
    void whatIsLargerThanTheCacheDrivesNothingOut() {
        cache.put(object(0), bytes(object(0), 0, 100));
        Claim claim = cache.claim(object(1), 0, ExtentCache.WHOLE);

        cache.fill(claim.slot(), bytes(object(1), 0, 10_000));

        assertThat(cache.find(object(0), 0, 100)).isNotNull();
        assertThat(cache.find(object(1), 0, 100)).isNull();
        assertThat(cache.sizeBytes()).isEqualTo(100 + OVERHEAD);
    }

    private static StoredObject object(int number) {
        return new StoredObject(new ObjectRef(ObjectRef.Kind.WAL, 1, new Id128(1, 1), number));
    }

    private static Extent bytes(Container container, int from, int length) {
        return from == 0
                ? Extent.checked(container, List.of(ByteBuffer.allocate(length)))
                : Extent.fetched(container, from, ByteBuffer.allocate(length), 0);
    }
}
