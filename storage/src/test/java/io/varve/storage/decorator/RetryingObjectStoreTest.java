package io.varve.storage.decorator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import io.varve.storage.decorator.FaultyObjectStore.Fault;
import io.varve.storage.decorator.StoreMeter.Request;
import io.varve.storage.memory.MemoryObjectStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryingObjectStoreTest {

    private final LeapingTime time = new LeapingTime();
    private final MemoryObjectStore objects = new MemoryObjectStore(time);
    private final StoreMeter meter = new StoreMeter();

    @Test
    void withoutFaultsEachCallIsOneRequest() {
        ObjectStore store = retrying();

        store.create("k", payload("x"));
        assertThat(store.create("k", payload("x"))).isEqualTo(CreateOutcome.EXISTS);
        store.read("k", 0, 1);
        store.readAll("k", 1);
        store.head("k");
        store.list("", "", 10);
        store.delete(List.of("k", "other"));

        StoreMeter.Counts counts = meter.counts();
        assertThat(counts.of(Request.CREATE)).isEqualTo(2);
        assertThat(counts.of(Request.READ)).isEqualTo(2);
        assertThat(counts.of(Request.HEAD)).isEqualTo(1);
        assertThat(counts.of(Request.LIST)).isEqualTo(1);
        assertThat(counts.of(Request.DELETE)).isEqualTo(1);
        assertThat(counts.total()).isEqualTo(7);
        assertThat(counts.bytesWritten()).isEqualTo(2);
        assertThat(counts.bytesRead()).isEqualTo(2);
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void aCreateWhoseReplyWasLostIsSettledByOneHead() {
        assertThat(retrying(Fault.LOSE_REPLY).create("k", payload("mine"))).isEqualTo(CreateOutcome.CREATED);

        assertThat(meter.counts().of(Request.CREATE)).isEqualTo(1);
        assertThat(meter.counts().of(Request.HEAD)).isEqualTo(1);
        assertThat(meter.counts().total()).isEqualTo(2);
    }

    @Test
    void aCreateWhoseRequestWasLostComesAgainOnceNothingIsFound() {
        assertThat(retrying(Fault.LOSE_REQUEST).create("k", payload("mine"))).isEqualTo(CreateOutcome.CREATED);

        assertThat(meter.counts().of(Request.CREATE)).isEqualTo(2);
        assertThat(meter.counts().of(Request.HEAD)).isEqualTo(1);
        assertThat(meter.counts().total()).isEqualTo(3);
    }

    @Test
    void aKeyThatIsTakenAfterAFailedAttemptIsLookedAt() {
        objects.create("k", payload("mine"));

        assertThat(retrying(Fault.THROTTLE).create("k", payload("mine"))).isEqualTo(CreateOutcome.CREATED);
        assertThat(retrying(Fault.THROTTLE).create("k", payload("hers"))).isEqualTo(CreateOutcome.EXISTS);
    }

    @Test
    void anotherWritersObjectIsNotTakenForTheLostOne() {
        objects.create("k", payload("hers"));

        assertThat(retrying(Fault.LOSE_REQUEST).create("k", payload("mine"))).isEqualTo(CreateOutcome.EXISTS);
        assertThat(retrying(Fault.LOSE_REPLY).create("k", payload("longer"))).isEqualTo(CreateOutcome.EXISTS);
        assertThat(objects.readAll("k", 4)).isEqualTo(payload("hers").parts().getFirst());
    }

    @Test
    void theHeadThatSettlesIsRetriedAsWell() {
        ObjectStore store = retrying(Fault.LOSE_REPLY, Fault.LOSE_REQUEST, Fault.THROTTLE);

        assertThat(store.create("k", payload("mine"))).isEqualTo(CreateOutcome.CREATED);
        assertThat(meter.counts().of(Request.HEAD)).isEqualTo(3);
    }

    @Test
    void aTakenKeyAtTheFirstAttemptNeedsNoHead() {
        objects.create("k", payload("mine"));

        assertThat(retrying().create("k", payload("mine"))).isEqualTo(CreateOutcome.EXISTS);
        assertThat(meter.counts().total()).isEqualTo(1);
    }

    @Test
    void whatAPersonMustMendIsNotRepeated() {
        assertThatThrownBy(() -> retrying(Fault.REFUSE).create("k", payload("x")))
                .asInstanceOf(type(StoreException.class))
                .extracting(StoreException::kind)
                .isEqualTo(Kind.REFUSED);
        assertThatThrownBy(() -> retrying().readAll("absent", 1)).isInstanceOf(ObjectNotFoundException.class);
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void attemptsEndAfterTheirNumber() {
        Fault[] faults = new Fault[100];
        Arrays.fill(faults, Fault.LOSE_REQUEST);

        assertThatThrownBy(() -> retrying(faults).head("k"))
                .asInstanceOf(type(StoreException.class))
                .extracting(StoreException::kind)
                .isEqualTo(Kind.UNAVAILABLE);

        assertThat(meter.counts().of(Request.HEAD)).isEqualTo(8);
        assertThat(meter.counts().failures()).containsEntry(Request.HEAD, 8L);
        assertThat(time.waits()).hasSize(7);
        for (int i = 0; i < 7; i++) {
            long boundMs = Math.min(3_000, 50L << i);
            assertThat(time.waits().get(i)).isBetween(Duration.ofMillis(boundMs / 2), Duration.ofMillis(boundMs));
        }
    }

    @Test
    void attemptsEndWhenTheTimeIsOver() {
        Fault[] faults = new Fault[100];
        Arrays.fill(faults, Fault.THROTTLE);
        var policy = new RetryPolicy(100, Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(1));
        ObjectStore store = new RetryingObjectStore(
                new MeteredObjectStore(new FaultyObjectStore(objects, faults), meter), time.doors(), policy);

        assertThatThrownBy(() -> store.head("k"))
                .asInstanceOf(type(StoreException.class))
                .extracting(StoreException::kind)
                .isEqualTo(Kind.THROTTLED);

        assertThat(meter.counts().of(Request.HEAD)).isBetween(3L, 7L);
        assertThat(time.nanoTime()).isBetween(2_000_000_000L, 3_000_000_000L);
    }

    @Test
    void everyKindOfRequestIsRepeated() {
        objects.create("k", payload("x"));
        Fault lost = Fault.LOSE_REPLY;
        ObjectStore store =
                retrying(lost, Fault.NONE, lost, Fault.NONE, lost, Fault.NONE, lost, Fault.NONE, lost, Fault.NONE);

        assertThat(store.read("k", 0, 1).remaining()).isEqualTo(1);
        assertThat(store.readAll("k", 1).remaining()).isEqualTo(1);
        assertThat(store.head("k")).isPresent();
        assertThat(store.list("", "", 10).objects()).hasSize(1);
        store.delete(List.of("k"));

        assertThat(meter.counts().total()).isEqualTo(10);
        assertThat(objects.head("k")).isEmpty();
    }

    @Test
    void countsSinceAnEarlierMomentAreDifferences() {
        ObjectStore store = retrying();
        store.create("k", payload("abc"));
        StoreMeter.Counts before = meter.counts();

        store.readAll("k", 3);

        StoreMeter.Counts since = meter.counts().since(before);
        assertThat(since.total()).isEqualTo(1);
        assertThat(since.of(Request.READ)).isEqualTo(1);
        assertThat(since.bytesRead()).isEqualTo(3);
        assertThat(since.bytesWritten()).isZero();
    }

    private RetryingObjectStore retrying(Fault... faults) {
        return new RetryingObjectStore(
                new MeteredObjectStore(new FaultyObjectStore(objects, faults), meter),
                time.doors(),
                RetryPolicy.DEFAULT);
    }

    private static Payload payload(String text) {
        return Payload.of(text.getBytes(UTF_8));
    }
}
