package io.varve.log.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.log.store.SegmentFooters.Claim;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.segment.SegmentSettings;
import io.varve.segment.batch.BatchOpening;
import io.varve.segment.parquet.SegmentFooter;
import io.varve.segment.parquet.SegmentWriter;
import io.varve.storage.segment.FooterPlace;
import io.varve.storage.segment.SegmentStats;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SegmentFootersTest {

    private static final SegmentStats STATS = new SegmentStats(1, 0, 0, 10, 10, 0, 1, 1);

    private final SegmentFooters footers = new SegmentFooters(3, 1000);
    private final SegmentFooter footer = footer();

    @Test
    void onlyTheFirstToClaimFetches() {
        Claim first = footers.claim(segment(0, 100));
        Claim second = footers.claim(segment(0, 100));
        assertThat(first.mine()).isTrue();
        assertThat(second.mine()).isFalse();

        footers.fill(first, footer);

        assertThat(second.footer().join()).isSameAs(footer);
        assertThat(footers.claim(segment(0, 100)).footer()).isCompletedWithValue(footer);
    }

    @Test
    void whatFailedIsFetchedByTheNextToAsk() {
        Claim first = footers.claim(segment(0, 100));
        Claim second = footers.claim(segment(0, 100));

        footers.fail(first, new IllegalStateException("no answer"));

        assertThatThrownBy(() -> second.footer().join()).hasMessageContaining("no answer");
        assertThat(footers.claim(segment(0, 100)).mine()).isTrue();
    }

    @Test
    void theOnesNotAskedForLongestAreForgottenWhenThereAreTooMany() {
        for (int i = 0; i < 3; i++) {
            footers.fill(footers.claim(segment(i, 100)), footer);
        }
        footers.claim(segment(0, 100));

        footers.fill(footers.claim(segment(3, 100)), footer);

        assertThat(footers.sizeBytes()).isEqualTo(300);
        assertThat(footers.claim(segment(0, 100)).mine()).isFalse();
        assertThat(footers.claim(segment(1, 100)).mine()).isTrue();
    }

    @Test
    void bytesAreBoundedAsWell() {
        footers.fill(footers.claim(segment(0, 600)), footer);
        footers.fill(footers.claim(segment(1, 600)), footer);
        assertThat(footers.sizeBytes()).isEqualTo(600);

        Claim large = footers.claim(segment(2, 1001));
        footers.fill(large, footer);

        assertThat(large.footer()).isCompletedWithValue(footer);
        assertThat(footers.sizeBytes()).isZero();
    }

    private static SegmentRef segment(long number, int footerLength) {
        var object = new ObjectRef(ObjectRef.Kind.SEGMENT, 1, new Id128(5, 5), number);
        return new SegmentRef(object, new FooterPlace(10, footerLength, 0), STATS);
    }

    private static SegmentFooter footer() {
        var writer = new SegmentWriter(0, 0, SegmentSettings.DEFAULT);
        writer.add(BatchOpening.open(TestBatch.of(10, "a"), 0, 1, 1000));
        var encoded = writer.finish(1);
        ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(encoded.payload().length()));
        encoded.payload().parts().forEach(part -> whole.put(part.duplicate()));
        return SegmentFooter.parse(
                encoded.footer(),
                whole.slice(encoded.footer().position(), encoded.footer().length()));
    }
}
