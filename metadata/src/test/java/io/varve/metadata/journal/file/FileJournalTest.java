package io.varve.metadata.journal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalContract;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest extends JournalContract {

    private static final int NO_LIMIT = 1 << 20;

    @TempDir
    private Path folder;

    @Override
    protected Journal open() {
        return FileJournal.open(folder, () -> 42);
    }

    @Test
    void itIsNeverShared() {
        assertThat(journal().shared()).isFalse();
    }

    @Test
    void aSecondOneInTheSameProcessIsRefused() throws IOException {
        Path sameFolder = folder.resolve("..").resolve(folder.getFileName());

        for (Path path : new Path[] {folder, sameFolder}) {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> FileJournal.open(path, () -> 42))
                    .withMessage("the journal in " + path + " is already open in this process")
                    .matches(e -> e.kind() == JournalException.Kind.REFUSED);
        }
        // A refused open must not give up the lock that the first one holds.
        assertThat(OtherProcess.opens(folder)).contains("is in use by another process");
    }

    @Test
    void aSecondProcessIsRefusedInOneLine() throws IOException {
        assertThat(OtherProcess.opens(folder))
                .isEqualTo("REFUSED the journal in " + folder
                        + " is in use by another process: stop that one, or choose another folder");

        journal().close();
        assertThat(OtherProcess.opens(folder)).isEqualTo("opened");
    }

    @Test
    void aFolderThatCannotBeMadeIsOneClearLine() throws IOException {
        Path file = Files.createFile(folder.resolve("taken"));

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> FileJournal.open(file, () -> 42))
                .withMessageContaining("cannot open the journal in " + file)
                .matches(e -> e.kind() == JournalException.Kind.REFUSED);
    }

    @Test
    void aClosedJournalSaysSo() {
        journal().close();

        assertThat(journal().append(ShardId.META, 0, new byte[1])).isInstanceOf(AppendOutcome.Unknown.class);
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().read(ShardId.META, 0, NO_LIMIT))
                .withMessageContaining("is closed");
        journal().close();
    }

    @Test
    void anInterruptedThreadHurtsNobody() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> {
                        Thread.currentThread().interrupt();
                        assertThat(journal().append(ShardId.META, 0, new byte[] {1}))
                                .isEqualTo(new AppendOutcome.Appended());
                        assertThat(journal().read(ShardId.META, 0, NO_LIMIT).entries())
                                .hasSize(1);
                        assertThat(Thread.interrupted()).isTrue();
                    })
                    .get();
        }
        assertThat(journal().append(ShardId.META, 1, new byte[] {2})).isEqualTo(new AppendOutcome.Appended());
        assertThat(journal().read(ShardId.META, 0, NO_LIMIT).entries()).hasSize(2);
    }

    @Test
    void anEntryThatRotsIsNotReturned() throws IOException {
        journal().append(ShardId.META, 0, new byte[] {5, 5, 5, 5});
        Path file = folder.resolve(JournalFolder.FILE_NAME);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().read(ShardId.META, 0, NO_LIMIT))
                .withMessageContaining("is damaged at offset")
                .matches(e -> e.kind() == JournalException.Kind.CORRUPT);
    }

    @Test
    void aSequenceFarAwayCostsLittle() {
        journal().append(ShardId.META, Long.MAX_VALUE, new byte[] {1});
        journal().append(ShardId.META, 1L << 40, new byte[] {2});

        assertThat(journal().read(ShardId.META, 0, NO_LIMIT).firstSequence()).isEqualTo(1L << 40);
        assertThat(journal().read(ShardId.META, (1L << 40) + 1, NO_LIMIT).firstSequence())
                .isEqualTo(Long.MAX_VALUE);
        journal().trim(ShardId.META, 0, Long.MAX_VALUE);
        assertThat(journal().read(ShardId.META, 0, NO_LIMIT).entries()).isEmpty();
    }

    @Test
    void entriesFillSeveralBlocksOfTheIndex() {
        for (int i = 0; i < 2_500; i += 500) {
            journal().append(ShardId.META, i, new byte[] {(byte) (i / 500)});
        }
        journal().trim(ShardId.META, 500, 1_999);

        assertThat(journal().read(ShardId.META, 1, NO_LIMIT).firstSequence()).isEqualTo(2_000);
        assertThat(journal().read(ShardId.META, 0, NO_LIMIT).entries()).hasSize(1);
    }

    @Test
    void aFloorOutlivesTheProcessWithoutAnyEntry() {
        journal().raiseFloor(ShardId.group(3), new Floor(17, 4_711));
        journal().close();

        try (Journal again = open()) {
            assertThat(again.floor(ShardId.group(3))).isEqualTo(new Floor(17, 4_711));
        }
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        journal().close();
        Path file = folder.resolve(JournalFolder.FILE_NAME);
        byte[] bytes = Files.readAllBytes(file);

        for (byte[] other : new byte[][] {{}, {1, 2, 3}, new byte[100], Arrays.copyOf(bytes, bytes.length - 1)}) {
            Files.write(file, other);
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(this::open)
                    .withMessage(file + " does not begin as a journal file does");
        }
    }
}
