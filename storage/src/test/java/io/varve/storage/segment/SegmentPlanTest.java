package io.varve.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import org.junit.jupiter.api.Test;

class SegmentPlanTest {

    @Test
    void placeOfAFooterIsReadAsWritten() {
        var place = new FooterPlace(1 << 28, 9_598, 0xCAFEBABE);
        var out = new ByteWriter();
        place.write(out);

        assertThat(FooterPlace.read(new ByteReader(out.toByteArray()))).isEqualTo(place);
        assertThat(place.objectSizeBytes()).isEqualTo((1 << 28) + 9_598);
    }

    @Test
    void statisticsAreReadAsWritten() {
        var stats = new SegmentStats(6, 7, 1L << 50, -7_000, 1L << 53, 2, 800, 900);
        var out = new ByteWriter();
        stats.write(out);

        assertThat(SegmentStats.read(new ByteReader(out.toByteArray()))).isEqualTo(stats);
    }

    @Test
    void whatCannotBeIsMalformed() {
        byte[] emptyFooter = new ByteWriter().varint(10).varint(0).i32(0).toByteArray();
        byte[] noRows = new byte[8];

        assertThatThrownBy(() -> FooterPlace.read(new ByteReader(emptyFooter)))
                .isInstanceOf(MalformedDataException.class);
        assertThatThrownBy(() -> SegmentStats.read(new ByteReader(noRows))).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void objectOfMoreThanTwoGibibytesIsRefused() {
        assertThatThrownBy(() -> new FooterPlace(Integer.MAX_VALUE, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
