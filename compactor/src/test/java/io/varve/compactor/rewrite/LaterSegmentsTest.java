package io.varve.compactor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.CompactorSettings.Sizes;
import io.varve.compactor.CompactorSettings.Sweeping;
import io.varve.compactor.TestCluster;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import io.varve.storage.decorator.StoreMeter.Counts;
import io.varve.storage.decorator.StoreMeter.Request;
import io.varve.testkit.TestBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// While a cluster is upgraded, and after that was rolled back, a log has segments whose columns this version does not
/// know all.
class LaterSegmentsTest {

    /// Three adjacent segments become one.
    private static final CompactorSettings SETTINGS = new CompactorSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1 << 30,
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            1 << 20,
            new Sizes(1 << 30, 1 << 30, 1 << 20, 3),
            Sweeping.DEFAULT);

    /// Of three segments of such a value each, the footers are read before anything else.
    private static final int LARGE = 4 << 20;

    private final TestCluster test = new TestCluster(1);
    private final CompactorCounts counts = new CompactorCounts();
    private final ShardCompactor compactor = new ShardCompactor(test.cluster, test.shard, SETTINGS, counts);
    private final Messages messages = new Messages();
    private final Random random = new Random(1);

    /// One record each.
    private final List<String> flushed = new ArrayList<>();

    @AfterEach
    void close() {
        messages.close();
        test.close();
    }

    @Test
    void aSegmentOfALaterVersionIsReadLikeAnother() {
        flush(100);
        flush(10);
        compactor.compactAll();

        SegmentRef later = LaterVersion.replace(test, 0, segments().getFirst());

        assertThat(segments()).containsExactly(later);
        assertThat(values()).isEqualTo(flushed).hasSize(2);
    }

    @Test
    void mergesLeaveSegmentsOfALaterVersionAloneAndTakeTheOthers() {
        segment(100);
        segment(200);
        SegmentRef later = LaterVersion.replace(test, 0, segments().getLast());
        flush(1_000);
        Counts before = test.meter.counts();

        compactor.compactAll();

        // The write-ahead object, and the segments up to the one of a later version.
        assertThat(since(before).of(Request.READ)).isEqualTo(1 + 2);
        assertThat(since(before).of(Request.CREATE)).isEqualTo(1);
        assertThat(segments()).hasSize(3).contains(later);
        segment(2_000);
        flush(3_000);
        before = test.meter.counts();

        compactor.compactAll();

        assertThat(since(before).of(Request.READ)).isEqualTo(1 + 3);
        assertThat(since(before).of(Request.CREATE)).isEqualTo(1 + 1);
        assertThat(segments()).hasSize(3).element(1).isEqualTo(later);
        assertThat(values()).isEqualTo(flushed).hasSize(5);
        assertThat(messages.leftToALaterVersion())
                .singleElement()
                .satisfies(
                        message -> assertThat(message).contains(later.object().toString()));
        assertThat(counts.damagedRuns()).isZero();
    }

    @Test
    void whatIsLeftToALaterVersionIsNotLookedAtAgain() {
        segment(100);
        segment(200);
        LaterVersion.replace(test, 0, segments().getFirst());
        segment(1_000);
        assertThat(messages.leftToALaterVersion()).hasSize(1);
        List<SegmentRef> left = segments();
        Counts before = test.meter.counts();

        test.time.advance(Duration.ofDays(1));
        compactor.compactAll();

        assertThat(since(before).total()).isZero();
        assertThat(segments()).isEqualTo(left).hasSize(3);
        assertThat(messages.leftToALaterVersion()).hasSize(1);
    }

    /// To leave it, nobody fetches a segment of up to a hundred megabytes, and those before it.
    @Test
    void whereThereIsMuchToReadTheFootersTellWhatIsLeft() {
        segment(LARGE);
        segment(2 * LARGE);
        LaterVersion.replace(test, 0, segments().getFirst());
        SegmentRef later = LaterVersion.replace(test, 0, segments().getLast());
        flush(3 * LARGE);
        int flushedBytes = test.runs(0).getLast().sizeBytes();
        Counts before = test.meter.counts();

        compactor.compactAll();

        List<SegmentRef> left = segments();
        int footerBytes = left.stream().mapToInt(each -> each.footer().length()).sum();
        assertThat(since(before).of(Request.READ)).isEqualTo(1 + 3);
        assertThat(since(before).bytesRead()).isEqualTo(flushedBytes + footerBytes);
        assertThat(since(before).of(Request.CREATE)).isEqualTo(1);
        assertThat(left).hasSize(3).element(1).isEqualTo(later);
        assertThat(messages.leftToALaterVersion()).as("both").hasSize(2);
        segment(4 * LARGE);
        flush(5 * LARGE);
        before = test.meter.counts();

        compactor.compactAll();

        assertThat(since(before).of(Request.READ)).isEqualTo(1 + 3 + 3);
        assertThat(since(before).of(Request.CREATE)).isEqualTo(1 + 1);
        assertThat(segments()).hasSize(3).startsWith(left.getFirst(), later);
        assertThat(values()).isEqualTo(flushed).hasSize(5);
        assertThat(messages.leftToALaterVersion()).hasSize(2);
    }

    @Test
    void whereThereIsMuchToReadOneThatIsGoneIsMissedAtItsFooter() {
        segment(LARGE);
        segment(2 * LARGE);
        SegmentRef gone = segments().getLast();
        test.memory.delete(List.of(gone.object().key(test.cluster.clusterId())));
        flush(3 * LARGE);
        int flushedBytes = test.runs(0).getLast().sizeBytes();
        Counts before = test.meter.counts();

        compactor.compactAll();

        int footerBytes = segments().getFirst().footer().length();
        assertThat(since(before).of(Request.READ)).isEqualTo(1 + 2);
        assertThat(since(before).bytesRead()).isEqualTo(flushedBytes + footerBytes);
        assertThat(segments()).hasSize(3).element(1).isEqualTo(gone);
        assertThat(counts.damagedRuns()).isEqualTo(1);
        before = test.meter.counts();
        compactor.compactAll();
        assertThat(since(before).total()).isZero();
    }

    private void segment(int valueSize) {
        flush(valueSize);
        compactor.compactAll();
    }

    private void flush(int valueSize) {
        byte[] value = new byte[valueSize / 2];
        random.nextBytes(value);
        flushed.add(HexFormat.of().formatHex(value));
        test.flush(Map.of(0, List.of(TestBatch.of(1_000, flushed.getLast()))));
    }

    private List<String> values() {
        return test.records(0).stream().map(TestBatch.Read::value).toList();
    }

    private Counts since(Counts before) {
        return test.meter.counts().since(before);
    }

    private List<SegmentRef> segments() {
        return test.runs(0).stream()
                .map(Run::source)
                .distinct()
                .map(SegmentRef.class::cast)
                .toList();
    }

    /// What merging says.
    private static final class Messages extends Handler {

        private final Logger logger = Logger.getLogger(SegmentMerger.class.getName());
        private final List<String> texts = new ArrayList<>();

        Messages() {
            logger.addHandler(this);
        }

        List<String> leftToALaterVersion() {
            return texts.stream()
                    .filter(text -> text.startsWith("left to a later version"))
                    .toList();
        }

        @Override
        public void publish(LogRecord message) {
            texts.add(message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
