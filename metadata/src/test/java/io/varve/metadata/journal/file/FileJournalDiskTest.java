package io.varve.metadata.journal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How often the file journal syncs, and what it does when the disk fails.
class FileJournalDiskTest {

    private static final byte[] ENTRY = {1, 2, 3};
    private static final int NO_LIMIT = 1 << 20;

    @TempDir
    private Path folder;

    private final FailingDisk disk = new FailingDisk();
    private FileJournal journal;

    @BeforeEach
    void open() {
        journal = FileJournal.open(folder, () -> 42, disk, FileJournal.REWRITE_MIN_BYTES);
        disk.syncs.set(0);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void anAppendIsOneSync() {
        journal.append(ShardId.META, 0, ENTRY);
        assertThat(disk.syncs).hasValue(1);

        journal.append(ShardId.META, 0, ENTRY);
        journal.read(ShardId.META, 0, NO_LIMIT);
        assertThat(disk.syncs).hasValue(1);

        journal.raiseFloor(ShardId.META, new Floor(0, 1));
        journal.trim(ShardId.META, 0, 0);
        assertThat(disk.syncs).hasValue(3);

        journal.raiseFloor(ShardId.META, new Floor(0, 1));
        journal.trim(ShardId.META, 0, 0);
        assertThat(disk.syncs).hasValue(3);
    }

    @Test
    void appendsThatWaitForASyncShareTheNext() throws Exception {
        disk.open = new CountDownLatch(1);
        FutureTask<AppendOutcome> first = appending(ShardId.META, 0);
        var waiting = new ArrayList<FutureTask<AppendOutcome>>();
        for (int i = 0; i < 10; i++) {
            waiting.add(appending(ShardId.data(i), 0));
        }
        disk.open.countDown();

        assertThat(first.get()).isEqualTo(new AppendOutcome.Appended());
        for (FutureTask<AppendOutcome> append : waiting) {
            assertThat(append.get()).isEqualTo(new AppendOutcome.Appended());
        }
        assertThat(disk.syncs).hasValue(2);
    }

    @Test
    void nothingIsReadBeforeItIsDurable() throws Exception {
        disk.open = new CountDownLatch(1);
        FutureTask<AppendOutcome> append = appending(ShardId.META, 0);

        assertThat(journal.read(ShardId.META, 0, NO_LIMIT).entries()).isEmpty();
        disk.open.countDown();
        append.get();
        assertThat(journal.read(ShardId.META, 0, NO_LIMIT).entries()).hasSize(1);
    }

    @Test
    void aRivalLearnsTheOutcomeOfTheFirstOnly() throws Exception {
        disk.open = new CountDownLatch(1);
        FutureTask<AppendOutcome> first = appending(ShardId.META, 0);
        FutureTask<AppendOutcome> rival = appending(ShardId.META, 0);
        disk.open.countDown();

        assertThat(List.of(first.get(), rival.get()))
                .containsExactly(new AppendOutcome.Appended(), new AppendOutcome.Occupied());
    }

    @Test
    void aFullDiskLeavesNothingBehindAndMayBeFreed() {
        journal.append(ShardId.META, 0, ENTRY);
        disk.failingWrites.set(1);

        assertThat(journal.append(ShardId.META, 1, new byte[1000]))
                .isInstanceOfSatisfying(
                        AppendOutcome.Unknown.class,
                        unknown -> assertThat(unknown.cause())
                                .hasMessage("cannot write to the journal in " + folder + ": No space left on device"));
        assertThat(journal.append(ShardId.META, 1, ENTRY)).isEqualTo(new AppendOutcome.Appended());

        reopen();
        assertThat(journal.read(ShardId.META, 0, NO_LIMIT).entries()).containsExactly(ENTRY, ENTRY);
    }

    @Test
    void afterAFailedSyncNothingIsAppendedUntilTheFolderIsOpenedAnew() {
        journal.append(ShardId.META, 0, ENTRY);
        disk.failingSyncs.set(1);

        assertThat(journal.append(ShardId.META, 1, ENTRY)).isInstanceOf(AppendOutcome.Unknown.class);
        assertThat(journal.append(ShardId.data(0), 0, ENTRY))
                .isInstanceOfSatisfying(
                        AppendOutcome.Unknown.class,
                        unknown -> assertThat(unknown.cause()).hasMessageContaining("takes no more entries"));
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.raiseFloor(ShardId.META, new Floor(0, 1)));
        assertThat(journal.read(ShardId.META, 0, NO_LIMIT).entries()).containsExactly(ENTRY);

        reopen();
        assertThat(journal.append(ShardId.data(0), 0, ENTRY)).isEqualTo(new AppendOutcome.Appended());
    }

    private void reopen() {
        journal.close();
        open();
    }

    /// Starts an append on a thread, and returns when that thread waits: for the disk, or for the one that does.
    private FutureTask<AppendOutcome> appending(ShardId shard, long sequence) {
        var task = new FutureTask<>(() -> journal.append(shard, sequence, ENTRY));
        Thread thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return task;
    }
}
