package io.varve.log.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Id128;
import io.varve.log.store.Container.RowGroup;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.storage.segment.FooterPlace;
import io.varve.storage.segment.SegmentStats;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GroupsInUseTest {

    private final ManualDoors time = new ManualDoors();
    private final GroupsInUse inUse = new GroupsInUse(time);

    @Test
    void aGroupCountsOnceUntilItIsFinished() {
        inUse.used(group(1), 100);
        inUse.used(group(2), 30);
        inUse.used(group(1), 120);
        assertThat(inUse.sizeBytes()).isEqualTo(150);

        inUse.finished(group(1));
        inUse.finished(group(3));
        assertThat(inUse.sizeBytes()).isEqualTo(30);
    }

    @Test
    void whoeverStandsStillGivesItsRoomBack() {
        inUse.used(group(1), 100);
        time.advance(Duration.ofSeconds(20));
        inUse.used(group(2), 30);
        time.advance(Duration.ofSeconds(11));

        assertThat(inUse.sizeBytes()).isEqualTo(30);
    }

    private static RowGroup group(int position) {
        var object = new ObjectRef(ObjectRef.Kind.SEGMENT, 1, new Id128(1, 1), 1);
        var stats = new SegmentStats(1, 0, 0, 0, 0, 0, 0, 0, 0);
        return new RowGroup(new SegmentRef(object, new FooterPlace(900, 100, 1), stats), position);
    }
}
