package io.varve.compactor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.TestCluster;
import io.varve.compactor.plan.Form;
import io.varve.compactor.plan.Stretch;
import io.varve.segment.SegmentSettings;
import io.varve.storage.segment.SegmentPeriod;
import io.varve.testkit.TestBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StretchRewriterTest {

    private static final int MAX_RECORDS_BYTES = 1 << 16;

    private final TestCluster test = new TestCluster(1);
    private final CompactorCounts counts = new CompactorCounts();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aBatchThatDecompressesToMoreThanThereIsRoomForStaysAsItIs() {
        var value = "x".repeat(MAX_RECORDS_BYTES).getBytes(StandardCharsets.UTF_8);
        var bomb = MemoryRecords.withRecords(Compression.gzip().build(), new SimpleRecord(1_000, null, value))
                .buffer();
        test.flush(Map.of(0, List.of(TestBatch.of(1_000, "before"), bomb, TestBatch.of(1_000, "behind"))));
        var stretch = new Stretch(TestCluster.partition(0), Form.SEGMENT, test.runs(0), List.of());
        var segments = new SegmentOutputs(
                test.cluster.objectWriter(), SegmentSettings.DEFAULT, 1 << 20, SegmentPeriod.NONE, counts);

        List<Piece> pieces = new StretchRewriter(stretch, segments, MAX_RECORDS_BYTES, counts)
                .rewrite(RunInputs.read(List.of(stretch), test.objects, test.cluster.clusterId(), counts));

        assertThat(pieces).hasSize(3);
        assertThat(pieces.get(1))
                .isInstanceOfSatisfying(
                        Piece.Raw.class, raw -> assertThat(raw.stuck()).isTrue());
        assertThat(counts.poisonBatches()).isEqualTo(1);
    }
}
