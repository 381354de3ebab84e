package io.varve.metadata.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Id128;
import io.varve.metadata.entry.ShardCommand;
import org.junit.jupiter.api.Test;

class ShardFactsTest {

    private static final Id128 HASH = new Id128(4, 2);

    @Test
    void oneConfirmedSnapshotIsNotEnoughForATrim() {
        assertThat(confirmed(ShardFacts.INITIAL, 3).trimmable()).isEmpty();
    }

    @Test
    void whatTwoConfirmedSnapshotsCoverMayBeTrimmed() {
        assertThat(confirmed(confirmed(ShardFacts.INITIAL, 3), 8).trimmable()).hasValue(3);
    }

    @Test
    void aSnapshotThatNobodyConfirmedDoesNotCount() {
        assertThat(taken(confirmed(ShardFacts.INITIAL, 3), 8).trimmable()).isEmpty();
    }

    @Test
    void snapshotsThatNobodyConfirmsDoNotPushOutTheTwoThatWere() {
        ShardFacts facts = confirmed(confirmed(ShardFacts.INITIAL, 3), 8);
        for (long sequence = 10; sequence <= 15; sequence++) {
            facts = taken(facts, sequence);
        }

        assertThat(facts.trimmable()).hasValue(3);
        assertThat(facts.snapshots()).containsOnlyKeys(3L, 8L, 12L, 13L, 14L, 15L);
    }

    @Test
    void ofManyConfirmedSnapshotsTheOldestIsForgotten() {
        ShardFacts facts = ShardFacts.INITIAL;
        for (long sequence = 1; sequence <= 6; sequence++) {
            facts = confirmed(facts, sequence);
        }

        assertThat(taken(facts, 7).snapshots()).containsOnlyKeys(2L, 3L, 4L, 5L, 6L, 7L);
    }

    private static ShardFacts taken(ShardFacts facts, long sequence) {
        return facts.after(new ShardCommand.SnapshotTaken(sequence, HASH), sequence + 1);
    }

    private static ShardFacts confirmed(ShardFacts facts, long sequence) {
        return taken(facts, sequence).after(new ShardCommand.SnapshotConfirmed(sequence, HASH), sequence + 1);
    }
}
