package io.varve.compactor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.TestCluster;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Flips bits in what a compactor is about to rewrite, one each time.
class FlippedBitsTest {

    private static final int FLIPS = 1_000;
    private static final long SEED = 1;

    private static final CompactorSettings SETTINGS = new CompactorSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1 << 20,
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            1 << 20,
            new Sizes(1, 1 << 20, 2_000, 2),
            Sweeping.DEFAULT);

    @Test
    void whatIsDamagedIsNoticedAndNothingWrongIsWritten() {
        var random = new Random(SEED);
        int inSegments = 0;
        for (int i = 0; i < FLIPS; i++) {
            try (var test = new TestCluster(2)) {
                test.flush(Map.of(0, List.of(batch(random, 0)), 1, List.of(batch(random, 0))));
                compact(test);
                // More than there is, so that all of it is merged.
                ObjectRef flushed = test.flush(Map.of(0, List.of(batch(random, 500)), 1, List.of(batch(random, 500))));
                var before = List.of(test.records(0), test.records(1));
                List<ObjectRef> objects = List.of(segment(test, 0), segment(test, 1), flushed);
                ObjectRef damaged = objects.get(random.nextInt(objects.size()));
                int position = random.nextInt(test.sizeBytes(damaged));
                int bit = random.nextInt(Byte.SIZE);
                boolean matters = damaged.kind() == ObjectRef.Kind.SEGMENT || isOfABatch(test, damaged, position);
                test.flipBit(damaged, position, bit);

                long noticed = compact(test);

                String where = "bit " + bit + " of byte " + position + " of a " + damaged.kind();
                assertThat(noticed > 0).as(where).isEqualTo(matters);
                if (matters) {
                    test.flipBit(damaged, position, bit);
                }
                assertThat(List.of(test.records(0), test.records(1))).as(where).isEqualTo(before);
                inSegments += damaged.kind() == ObjectRef.Kind.SEGMENT ? 1 : 0;
            }
        }
        assertThat(inSegments).isBetween(FLIPS / 4, FLIPS * 3 / 4);
    }

    /// @return how much damage was met
    private static long compact(TestCluster test) {
        var counts = new CompactorCounts();
        new ShardCompactor(test.cluster, test.shard, SETTINGS, counts).compactAll();
        return counts.damagedRuns();
    }

    private static ObjectRef segment(TestCluster test, int partition) {
        return ((SegmentRef) test.runs(partition).getFirst().source()).object();
    }

    private static boolean isOfABatch(TestCluster test, ObjectRef object, int position) {
        return List.of(0, 1).stream()
                .flatMap(partition -> test.runs(partition).stream())
                .filter(run -> run.source().equals(object))
                .anyMatch(run -> matters(run, position - run.position()));
    }

    /// @param in where in the run, of a single batch
    private static boolean matters(Run run, int in) {
        return in >= 0 && in < run.sizeBytes() && TestBatch.saysMoreThanItsPlace(in);
    }

    private static ByteBuffer batch(Random random, int minBytes) {
        byte[] value = new byte[minBytes + random.nextInt(50)];
        random.nextBytes(value);
        return TestBatch.of(1_000, HexFormat.of().formatHex(value), "second");
    }
}
