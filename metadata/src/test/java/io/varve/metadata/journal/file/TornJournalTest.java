package io.varve.metadata.journal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is found after a crash, byte by byte: three appends, each a block of its own, and the bytes changed
/// after.
class TornJournalTest {

    private static final ShardId SHARD = ShardId.data(0);
    private static final int NO_LIMIT = 1 << 20;

    @TempDir
    private Path folder;

    private Path file;
    private int secondBlock;
    private int lastBlock;
    private byte[] whole;

    @BeforeEach
    void writeThreeBlocks() throws IOException {
        file = folder.resolve(JournalFolder.FILE_NAME);
        try (var journal = open()) {
            journal.append(SHARD, 0, new byte[] {10, 11, 12});
            secondBlock = (int) Files.size(file);
            journal.append(SHARD, 1, new byte[] {20, 21, 22});
            lastBlock = (int) Files.size(file);
            journal.append(SHARD, 2, new byte[] {30, 31, 32});
        }
        whole = Files.readAllBytes(file);
    }

    @Test
    void aLastBlockThatEndsAtAnyByteIsCut() throws IOException {
        for (int length = lastBlock; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatTheLastBlockIsCut();
        }
    }

    @Test
    void aLastBlockWithAnyByteChangedIsCut() throws IOException {
        for (int i = lastBlock; i < whole.length; i++) {
            byte[] bytes = whole.clone();
            bytes[i] ^= 0x40;
            Files.write(file, bytes);
            assertThatTheLastBlockIsCut();
        }
    }

    @Test
    void aLastBlockWhoseBytesNeverArrivedIsCut() throws IOException {
        byte[] bytes = Arrays.copyOf(whole, whole.length + 5_000);
        Arrays.fill(bytes, lastBlock, bytes.length, (byte) 0);
        Files.write(file, bytes);

        assertThatTheLastBlockIsCut();
    }

    @Test
    void aMiddleBlockWithAnyByteChangedStopsTheStart() throws IOException {
        for (int i = secondBlock; i < lastBlock; i++) {
            byte[] bytes = whole.clone();
            bytes[i] ^= 0x40;
            Files.write(file, bytes);

            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(this::open)
                    .withMessage(file + " is damaged at offset " + secondBlock
                            + ", and intact data follows at offset " + lastBlock
                            + ": entries are lost, restore the folder from a copy")
                    .matches(e -> e.kind() == JournalException.Kind.CORRUPT);
            assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        }
    }

    @Test
    void damageFarBeforeTheEndStopsTheStart() throws IOException {
        try (var journal = open()) {
            for (int i = 0; i < 30; i++) {
                journal.append(SHARD, 3 + i, new byte[300 * 1024]);
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, secondBlock, bytes.length - 301 * 1024, (byte) 0);
        Files.write(file, bytes);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(this::open)
                .withMessageContaining("is damaged at offset " + secondBlock);
    }

    @Test
    void bytesInAnEntryThatLookLikeABlockAreNotTakenForOne() throws IOException {
        byte[] forged = Arrays.copyOfRange(whole, secondBlock, lastBlock);
        try (var journal = open()) {
            journal.append(SHARD, 3, forged);
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        try (var journal = open()) {
            assertThat(journal.read(SHARD, 0, NO_LIMIT).entries()).hasSize(3);
        }
    }

    @Test
    void aChangedHeaderStopsTheStart() throws IOException {
        for (int i = 0; i < JournalLayout.HEADER_BYTES; i++) {
            byte[] bytes = whole.clone();
            bytes[i] ^= 0x40;
            Files.write(file, bytes);

            assertThatExceptionOfType(JournalException.class).isThrownBy(this::open);
        }
    }

    @Test
    void aFreshFileThatNeverTookTheOldOnesPlaceIsForgotten() throws IOException {
        Path fresh = folder.resolve(JournalFolder.FRESH_NAME);
        Files.write(fresh, new byte[] {1, 2, 3});

        try (var journal = open()) {
            assertThat(journal.read(SHARD, 0, NO_LIMIT).entries()).hasSize(3);
        }
        assertThat(fresh).doesNotExist();
    }

    @Test
    void aTornFloorLeavesTheOneBeforeIt() throws IOException {
        try (var journal = open()) {
            journal.raiseFloor(SHARD, new Floor(0, 1_000));
            journal.raiseFloor(SHARD, new Floor(1, 2_000));
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

        try (var journal = open()) {
            assertThat(journal.floor(SHARD)).isEqualTo(new Floor(0, 1_000));
        }
    }

    private void assertThatTheLastBlockIsCut() throws IOException {
        try (var journal = open()) {
            assertThat(Files.size(file)).isEqualTo(lastBlock);
            assertThat(journal.read(SHARD, 0, NO_LIMIT).entries())
                    .containsExactly(new byte[] {10, 11, 12}, new byte[] {20, 21, 22});
            assertThat(journal.append(SHARD, 2, new byte[] {40})).isEqualTo(new AppendOutcome.Appended());
        }
        try (var journal = open()) {
            assertThat(journal.read(SHARD, 2, NO_LIMIT).entries()).containsExactly(new byte[] {40});
        }
    }

    private FileJournal open() {
        return FileJournal.open(folder, () -> 42);
    }
}
