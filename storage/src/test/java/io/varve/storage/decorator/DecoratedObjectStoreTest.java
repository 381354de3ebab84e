package io.varve.storage.decorator;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.storage.ObjectStore;
import io.varve.storage.ObjectStoreContract;
import io.varve.storage.TestDoors;
import io.varve.storage.decorator.StoreMeter.Request;
import io.varve.storage.memory.MemoryObjectStore;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// All decorators around one store.
class DecoratedObjectStoreTest extends ObjectStoreContract {

    private final MemoryObjectStore objects = new MemoryObjectStore(TestDoors.CLOCK);
    private final StoreMeter meter = new StoreMeter();

    @Override
    protected ObjectStore openStore() {
        var metered = new MeteredObjectStore(new PrefixedObjectStore(objects, "some/path"), meter);
        return new RetryingObjectStore(metered, TestDoors.DOORS, RetryPolicy.DEFAULT);
    }

    @Test
    void objectsLieBelowThePrefixAndOthersAreNotSeen() {
        objects.create("some/path-not", payload("x"));
        objects.create("some/other", payload("x"));

        store().create("k", payload("x"));

        assertThat(keys(objects.list("", "", 10))).containsExactly("some/other", "some/path-not", "some/path/k");
        assertThat(keys(store().list("", "", 10))).containsExactly("k");
    }

    @Test
    void listingAndDeletingCountOneRequestPerThousandKeys() {
        List<String> keys =
                IntStream.range(0, 1_005).mapToObj("many/%04d"::formatted).toList();
        keys.forEach(key -> store().create(key, payload("x")));

        store().list("", "", 5_000);
        store().list("", "", 1_000);
        store().list("nothing", "", 1_000);
        store().delete(keys);
        store().delete(List.of());

        assertThat(meter.counts().of(Request.LIST)).isEqualTo(4);
        assertThat(meter.counts().of(Request.DELETE)).isEqualTo(2);
    }

    /// Not a test here: the prefix takes some of the key's length.
    @Override
    protected void theLongestKeyWorks() {}
}
