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
import org.junit.jupiter.api.Test;

class GenesisTest {

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

    private ClusterIdentity identify(ObjectStore store, Journal log) {
        return new Genesis(new Stores(store, log, new ClockGuard(time)), time.doors()).identify(ShardCounts.DEFAULT);
    }
}
