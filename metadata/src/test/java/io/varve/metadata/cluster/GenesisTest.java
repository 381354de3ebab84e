package io.varve.metadata.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.metadata.SteppingDoors;
import io.varve.metadata.journal.FaultyJournal;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.memory.MemoryObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GenesisTest {

    /// More than a beginning makes to the stores.
    private static final int MOST_CALLS = 12;

    private final SteppingDoors time = new SteppingDoors(1);
    private final MemoryObjectStore objects = new MemoryObjectStore(time);
    private final MemoryJournal journal = new MemoryJournal(true);

    @Test
    void emptyStoresBecomeAClusterThatOthersFind() {
        ClusterIdentity first = identify(objects, journal);

        assertThat(identify(objects, journal)).isEqualTo(first);
        assertThat(first.generation()).isEqualTo(1);
    }

    @Test
    void aBeginningThatLostItsReplyIsOneBeginning() {
        var faulty = FaultyJournal.over(journal).next(Fault.LOST_REPLY);

        assertThat(identify(objects, faulty)).isEqualTo(identify(objects, journal));
    }

    @Test
    void aBeginningThatACrashInterruptedIsFinished() {
        var faulty = FaultyJournal.over(journal).next(Fault.REFUSED);
        assertThatThrownBy(() -> identify(objects, faulty)).isInstanceOf(ClusterException.class);

        assertThat(identify(objects, journal)).isNotNull();
    }

    @Test
    void aJournalThatWasLostIsNotBegunAgain() {
        Id128 clusterId = identify(objects, journal).clusterId();
        objects.create(clusterId + "/wal/x", Payload.of(new byte[] {1}));

        assertThatThrownBy(() -> identify(objects, new MemoryJournal(true)))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(clusterId.toString())
                .hasMessageContaining("lost");
    }

    @Test
    void aBucketThatWasLostIsRefused() {
        Id128 clusterId = identify(objects, journal).clusterId();

        assertThatThrownBy(() -> identify(new MemoryObjectStore(time), journal))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(clusterId.toString());
    }

    @Test
    void storesOfTwoClustersAreRefusedWithBothIds() {
        Id128 mine = identify(objects, journal).clusterId();
        var others = new MemoryJournal(true);
        Id128 theirs = identify(new MemoryObjectStore(time), others).clusterId();

        assertThatThrownBy(() -> identify(objects, others))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining(mine.toString())
                .hasMessageContaining(theirs.toString());
    }

    @Test
    void nodesThatBeginTogetherAgreeWhereverTheOneOvertakesTheOther() {
        for (int call = 0; call < MOST_CALLS; call++) {
            var stores = new MemoryObjectStore(time);
            var log = new MemoryJournal(true);
            var calls = new AtomicInteger();
            var others = new AtomicReference<ClusterIdentity>();
            int overtaken = call;
            Runnable overtake = () -> {
                if (calls.getAndIncrement() == overtaken) {
                    others.set(identify(stores, log));
                    stores.create(others.get().clusterId() + "/wal/x", Payload.of(new byte[] {1}));
                }
            };

            ClusterIdentity mine =
                    identify(before(ObjectStore.class, stores, overtake), before(Journal.class, log, overtake));

            assertThat(mine).as("overtaken at call %d", call).isEqualTo(identify(stores, log));
            assertThat(others.get()).as("overtaken at call %d", call).isIn(mine, null);
        }
    }

    /// Does something before each call.
    private static <T> T before(Class<T> port, T target, Runnable first) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    first.run();
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private ClusterIdentity identify(ObjectStore store, Journal log) {
        return new Genesis(new Stores(store, log, new ClockGuard(time)), time.doors()).identify(ShardCounts.DEFAULT);
    }
}
