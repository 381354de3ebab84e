package io.varve.metadata.journal.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.core.Clock;
import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalContract;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import io.varve.storage.ObjectInfo;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import io.varve.storage.memory.MemoryObjectStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectStoreJournalTest extends JournalContract {

    private static final ShardId SHARD = ShardId.group(1);
    private static final int NO_LIMIT = 1 << 20;
    private static final byte[] ENTRY = {1, 2, 3};

    private static final Clock STOPPED = new Clock() {
        @Override
        public long wallMs() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    };

    private final UnsteadyStore store = new UnsteadyStore(new MemoryObjectStore(STOPPED));

    @Override
    protected Journal open() {
        return new ObjectStoreJournal(
                store, (name, task) -> Thread.ofVirtual().name(name).start(task));
    }

    @Test
    void itIsShared() {
        assertThat(journal().shared()).isTrue();
    }

    @Test
    void anAppendIsOneCreate() {
        fill(1);
        journal().append(SHARD, 0, ENTRY);

        assertThat(store.creates).hasValue(2);
        assertThat(store.reads).hasValue(0);
        assertThat(store.lists).hasValue(0);
    }

    @Test
    void aPollAtTheTailIsTwoReads() {
        fill(3);
        journal().read(SHARD, 3, NO_LIMIT);
        store.reads.set(0);
        store.lists.set(0);

        assertThat(journal().read(SHARD, 3, NO_LIMIT).complete()).isTrue();
        assertThat(store.reads).hasValue(2);
        assertThat(store.lists).hasValue(0);
    }

    @Test
    void aReaderFarBehindFetchesEachEntryOnce() {
        fill(700);
        journal().read(SHARD, 700, NO_LIMIT);
        store.reads.set(0);
        store.lists.set(0);

        TailPage page = journal().read(SHARD, 0, NO_LIMIT);
        assertThat(page.entries()).hasSize(700);
        assertThat(page.complete()).isTrue();
        assertThat(store.reads).hasValue(700 + 2);
        assertThat(store.lists).hasValue(3);
    }

    @Test
    void aReaderFarBehindFetchesOneMoreThanItReturns() {
        fill(100);

        TailPage page = journal().read(SHARD, 0, 50 * ENTRY.length + 2);
        assertThat(page.entries()).hasSize(50);
        assertThat(page.complete()).isFalse();
        assertThat(store.reads).hasValue(51);
    }

    @Test
    void aListingThatIsBehindHidesNothing() {
        fill(40);
        for (int shown : new int[] {0, 1, 20}) {
            store.view = objects -> objects.subList(0, Math.min(shown, objects.size()));
            assertThatAllAreRead(40);
        }
    }

    @Test
    void aListingThatOmitsOneHidesNothing() {
        fill(40);
        store.view = objects ->
                objects.stream().filter(object -> !object.key().endsWith("15")).toList();

        assertThatAllAreRead(40);
    }

    @Test
    void aListingThatShowsWhatIsTrimmedAddsNothing() {
        fill(40);
        List<List<ObjectInfo>> before = new ArrayList<>();
        store.view = objects -> {
            before.add(objects);
            return objects;
        };
        journal().read(SHARD, 0, NO_LIMIT);
        store.view = objects -> before.getFirst();
        journal().raiseFloor(SHARD, new Floor(30, 1));
        journal().trim(SHARD, 20, 30);

        assertThat(journal().read(SHARD, 0, NO_LIMIT).entries()).hasSize(20);
        assertThat(journal().read(SHARD, 20, NO_LIMIT).firstSequence()).isEqualTo(31);
    }

    @Test
    void theLastFloorIsFoundWhereAListingIsBehind() {
        for (int i = 0; i < 5; i++) {
            journal().raiseFloor(SHARD, new Floor(i, 100 + i));
        }
        for (int shown : new int[] {0, 1, 4}) {
            store.view = objects -> objects.subList(0, Math.min(shown, objects.size()));
            assertThat(open().floor(SHARD)).isEqualTo(new Floor(4, 104));
        }
    }

    @Test
    void aLostReplyIsUnknownAndThenOccupied() {
        store.failNext(StoreException.Kind.UNAVAILABLE, true);
        assertThat(journal().append(SHARD, 0, ENTRY))
                .isInstanceOfSatisfying(
                        AppendOutcome.Unknown.class,
                        unknown -> assertThat(unknown.throttled()).isFalse());
        assertThat(journal().append(SHARD, 0, ENTRY)).isEqualTo(new AppendOutcome.Occupied());

        store.failNext(StoreException.Kind.THROTTLED, false);
        assertThat(journal().append(SHARD, 1, ENTRY))
                .isInstanceOfSatisfying(
                        AppendOutcome.Unknown.class,
                        unknown -> assertThat(unknown.throttled()).isTrue());
        assertThat(journal().append(SHARD, 1, ENTRY)).isEqualTo(new AppendOutcome.Appended());
    }

    @Test
    void aRaisedFloorWhoseReplyIsLostStands() {
        store.failNext(StoreException.Kind.UNAVAILABLE, false);
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().raiseFloor(SHARD, new Floor(3, 1)));
        journal().raiseFloor(SHARD, new Floor(3, 1));
        journal().raiseFloor(SHARD, new Floor(3, 2));

        assertThat(journal().floor(SHARD)).isEqualTo(new Floor(3, 1));
    }

    @Test
    void aReadThatFailsNamesTheShard() {
        store.failNext(StoreException.Kind.THROTTLED, false);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().read(SHARD, 0, NO_LIMIT))
                .withMessage("cannot read shard group-1: told to fail")
                .matches(e -> e.kind() == JournalException.Kind.THROTTLED);
    }

    @Test
    void aDamagedObjectIsNotReturned() {
        for (byte[] damaged : new byte[][] {{}, {1}, {1, 2, 3, 4, 5}}) {
            var other = new UnsteadyStore(new MemoryObjectStore(STOPPED));
            other.create(JournalKeys.entry(SHARD, 0), Payload.of(damaged));
            var journal = new ObjectStoreJournal(
                    other, (name, task) -> Thread.ofVirtual().start(task));

            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal.read(SHARD, 0, NO_LIMIT))
                    .withMessage("the object journal/group-1/00000000000000000000 is damaged")
                    .matches(e -> e.kind() == JournalException.Kind.CORRUPT);
        }
    }

    @Test
    void trimmingDeletesInBatchesInOrder() {
        fill(3);
        store.deletes.set(0);
        journal().trim(SHARD, 0, 2_500);

        assertThat(store.deletes).hasValue(3);
        assertThat(store.list("journal/", "", 10).objects()).isEmpty();
    }

    private void fill(int entries) {
        for (int i = 0; i < entries; i++) {
            assertThat(journal().append(SHARD, i, ENTRY)).isEqualTo(new AppendOutcome.Appended());
        }
    }

    private void assertThatAllAreRead(int entries) {
        long next = 0;
        TailPage page;
        do {
            page = journal().read(SHARD, next, NO_LIMIT);
            assertThat(page.firstSequence()).isEqualTo(next);
            next += page.entries().size();
        } while (!page.complete());
        assertThat(next).isEqualTo(entries);
    }
}
