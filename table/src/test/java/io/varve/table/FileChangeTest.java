package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Id128;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.TopicSegment;
import io.varve.storage.segment.FooterPlace;
import io.varve.storage.segment.SegmentStats;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.junit.jupiter.api.Test;

class FileChangeTest {

    private static final Id128 CLUSTER = new Id128(7, 7);

    private final SegmentFiles files = new SegmentFiles(new Warehouse("s3://lake", CLUSTER));
    private long nextNumber;

    @Test
    void fewerRecordsOfNeighboursReplaceThem() {
        DataFile first = file(0, 9, 10);
        DataFile second = file(10, 29, 20);
        DataFile merged = file(3, 29, 15);

        FileChange change = FileChange.between(List.of(first, second), List.of(merged));

        assertThat(change.replaced()).containsExactlyInAnyOrder(first, second);
        assertThat(change.replacements()).containsExactly(merged);
        assertThat(change.deleted()).isEmpty();
        assertThat(change.appended()).isEmpty();
    }

    /// What came between two files is merged with them and cleaned before it was ever published.
    @Test
    void whoeverReadsAsAStreamGetsWhatHasFilledAGap() {
        DataFile first = file(0, 9, 10);
        DataFile third = file(20, 29, 10);
        DataFile merged = file(0, 29, 15);

        FileChange change = FileChange.between(List.of(first, third), List.of(merged));

        assertThat(change.replaced()).isEmpty();
        assertThat(change.replacements()).isEmpty();
        assertThat(change.deleted()).containsExactlyInAnyOrder(first, third);
        assertThat(change.appended()).containsExactly(merged);
    }

    private DataFile file(long firstOffset, long lastOffset, long rows) {
        var object = new ObjectRef(ObjectRef.Kind.SEGMENT, 1, CLUSTER, nextNumber++);
        var stats = new SegmentStats(rows, firstOffset, lastOffset, 1_000, 2_000, 0, 0, 3_000, 4_000);
        return files.of(
                new TopicSegment(0, new SegmentRef(object, new FooterPlace(900, 100, 1), stats)),
                PartitionSpec.unpartitioned());
    }
}
