package io.varve.log.read;

import static io.varve.log.TestReader.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.log.TestLog;
import io.varve.log.TestReader;
import io.varve.metadata.log.LogBounds;
import io.varve.testkit.TestBatch;
import org.junit.jupiter.api.Test;

/// Two nodes share one journal: what the log's writer has done is not known to the reader until it looks.
class FreshnessTest {

    private final TestLog log = new TestLog(2);
    private final TestReader reader = new TestReader(log);

    @Test
    void anOffsetBeyondTheKnownEndIsLookedForBeforeItIsRefused() {
        log.flush(0, TestBatch.of(10, "a", "b", "c"));

        assertThat(reader.values(0, 2)).containsExactly("a", "b", "c");
        assertThat(reader.journal.takeReads()).isEqualTo(1);
    }

    @Test
    void anOffsetBeyondTheRealEndIsRefusedWithTheRealBounds() {
        log.flush(0, TestBatch.of(10, "a", "b", "c"));

        assertThat(reader.read(0, 4)).isEqualTo(new PartitionRead.OutOfRange(new LogBounds(0, 3, 3)));
        assertThat(reader.read(0, -1)).isInstanceOf(PartitionRead.OutOfRange.class);
    }

    @Test
    void anOffsetBelowTheStartIsRefused() {
        log.flush(0, TestBatch.of(10, "a"), TestBatch.of(10, "b"));
        log.trim(0, 1);
        reader.follow();

        assertThat(reader.read(0, 0)).isEqualTo(new PartitionRead.OutOfRange(new LogBounds(1, 2, 2)));
        assertThat(reader.values(0, 1)).containsExactly("b");
    }

    @Test
    void aTopicThatWasJustOpenedIsLookedForBeforeItIsUnknown() {
        var topicId = new TopicId(TestLog.TOPIC.high(), 2);
        log.open(topicId, 1);
        var position = new FetchPosition(new TopicIdPartition(topicId, 0), 0, TestReader.ALL);

        var read =
                reader.reader.read(TestReader.request(TestReader.ALL, position)).getFirst();

        assertThat(valuesOf(read)).isEmpty();
    }

    @Test
    void aJournalThatDoesNotAnswerIsNoReasonToCallAnythingOutOfRange() {
        log.flush(0, TestBatch.of(10, "a"));
        log.flush(1, TestBatch.of(10, "x"));
        reader.follow();
        reader.journal.down(true);

        var reads = reader.reader.read(TestReader.request(
                TestReader.ALL, TestReader.position(0, 5), TestReader.position(1, 0), TestReader.position(7, 0)));

        assertThat(reads.get(0)).isInstanceOf(PartitionRead.StorageFailed.class);
        assertThat(valuesOf(reads.get(1))).containsExactly("x");
        assertThat(reads.get(2)).isInstanceOf(PartitionRead.StorageFailed.class);
    }

    @Test
    void whatTheStateKnowsIsReadWithoutLookingAtTheJournal() {
        log.flush(0, TestBatch.of(10, "a"));
        reader.follow();

        reader.read(0, 0);
        reader.read(0, 1);

        assertThat(reader.journal.takeReads()).isZero();
    }
}
