package io.varve.metadata.journal.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file is rewritten when most of it is trimmed: here from 64 KiB on.
class FileJournalRewriteTest {

    private static final ShardId TRIMMED = ShardId.data(0);
    private static final ShardId KEPT = ShardId.META;
    private static final int REWRITE_MIN_BYTES = 64 * 1024;
    private static final int ENTRY_BYTES = 1024;

    @TempDir
    private Path folder;

    private final FailingDisk disk = new FailingDisk();
    private FileJournal journal;

    @BeforeEach
    void open() {
        journal = FileJournal.open(folder, () -> 42, disk, REWRITE_MIN_BYTES);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void aMostlyTrimmedFileShrinksAndKeepsTheRest() throws IOException {
        fill(TRIMMED, 0, 100);
        fill(KEPT, 0, 5);
        journal.raiseFloor(TRIMMED, new Floor(94, 7));
        journal.trim(TRIMMED, 0, 94);

        assertThat(fileBytes()).isBetween(10L * ENTRY_BYTES, 12L * ENTRY_BYTES);
        assertThatItIsAllThere();
        reopen();
        assertThatItIsAllThere();
    }

    private void assertThatItIsAllThere() {
        assertThatNumbered(TRIMMED, 95, 100);
        assertThatNumbered(KEPT, 0, 5);
        assertThat(journal.read(TRIMMED, 0, 1).firstSequence()).isEqualTo(95);
        assertThat(journal.floor(TRIMMED)).isEqualTo(new Floor(94, 7));
        assertThat(journal.append(TRIMMED, 99, entry(1))).isEqualTo(new AppendOutcome.Occupied());
    }

    @Test
    void aSmallOrMostlyLiveFileIsLeftAlone() throws IOException {
        fill(TRIMMED, 0, 50);
        long small = fileBytes();
        journal.trim(TRIMMED, 0, 48);
        assertThat(fileBytes()).isGreaterThan(small);

        fill(KEPT, 0, 100);
        long live = fileBytes();
        journal.trim(TRIMMED, 49, 49);
        assertThat(fileBytes()).isGreaterThan(live);
    }

    @Test
    void aRewriteThatFailsLeavesTheOldFileInUse() throws IOException {
        fill(TRIMMED, 0, 100);
        long sizeBefore = fileBytes();
        // The first write is the trim's own frame, the second the new file's header.
        disk.skippedWrites.set(1);
        disk.failingWrites.set(1);
        journal.trim(TRIMMED, 0, 90);

        assertThat(fileBytes()).isGreaterThan(sizeBefore);
        assertThat(folder.resolve(JournalFolder.FRESH_NAME)).doesNotExist();
        assertThatNumbered(TRIMMED, 91, 100);
        fill(TRIMMED, 100, 101);
        reopen();
        assertThatNumbered(TRIMMED, 91, 101);

        journal.trim(TRIMMED, 91, 91);
        assertThat(fileBytes()).isLessThan(sizeBefore / 2);
        assertThatNumbered(TRIMMED, 92, 101);
    }

    @Test
    void appendsAndReadsGoOnBesideIt() throws Exception {
        int appended = 400;
        var appending = new FutureTask<>(() -> {
            for (int i = 0; i < appended; i++) {
                assertThat(journal.append(KEPT, i, entry(i))).isEqualTo(new AppendOutcome.Appended());
                assertThat(number(journal.read(KEPT, i, 1).entries().getFirst()))
                        .isEqualTo(i);
            }
            return true;
        });
        Thread.ofVirtual().start(appending);
        for (int round = 0; round < 20; round++) {
            fill(TRIMMED, round * 100, round * 100 + 100);
            journal.trim(TRIMMED, round * 100, round * 100 + 99);
        }

        assertThat(appending.get()).isTrue();
        assertThatNumbered(KEPT, 0, appended);
        reopen();
        assertThatNumbered(KEPT, 0, appended);
        assertThat(journal.read(TRIMMED, 0, 1).entries()).isEmpty();
        assertThat(fileBytes()).isLessThan(1_300L * ENTRY_BYTES);
    }

    private void reopen() {
        journal.close();
        open();
    }

    private long fileBytes() throws IOException {
        return Files.size(folder.resolve(JournalFolder.FILE_NAME));
    }

    private void fill(ShardId shard, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(journal.append(shard, i, entry(i))).isEqualTo(new AppendOutcome.Appended());
        }
    }

    private void assertThatNumbered(ShardId shard, int from, int to) {
        TailPage page = journal.read(shard, from, 1 << 20);
        assertThat(page.firstSequence()).isEqualTo(from);
        assertThat(page.complete()).isTrue();
        assertThat(page.entries()).hasSize(to - from);
        for (int i = from; i < to; i++) {
            assertThat(number(page.entries().get(i - from))).isEqualTo(i);
        }
    }

    private static byte[] entry(int number) {
        return ByteBuffer.allocate(ENTRY_BYTES).putInt(number).array();
    }

    private static int number(byte[] entry) {
        return ByteBuffer.wrap(entry).getInt();
    }
}
