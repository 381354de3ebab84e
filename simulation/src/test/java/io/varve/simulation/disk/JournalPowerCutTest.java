package io.varve.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.file.FileJournal;
import io.varve.simulation.disk.DiskFaults.Fate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What a file journal once lost, story by story. In each power cut nothing survives that was not synced.
class JournalPowerCutTest {

    private static final RandomGenerator NO_LUCK = () -> 0;
    private static final ShardId SHARD = ShardId.META;
    private static final byte[] FIRST = {1};
    private static final byte[] SECOND = {2};
    private static final int NO_LIMIT = 1 << 20;

    private final SimulatedDisk disk = new SimulatedDisk(() -> 42);

    @Test
    void aFolderThatTheJournalMadeIsThereAfterAPowerCut() {
        try (var journal = open(DiskFaults.NONE)) {
            append(journal, 0, FIRST);
        }
        disk.cutPower(NO_LUCK);

        assertThatEntriesAre(FIRST);
    }

    @Test
    void aJournalThatCannotBeLookedAtIsNotTakenForAbsent() {
        try (var journal = open(DiskFaults.NONE)) {
            append(journal, 0, FIRST);
        }
        var fault = new OneFault(DiskOperation.LOOK, "journal.varve", Fate.FAILS);
        fault.arm();

        assertThatExceptionOfType(JournalException.class).isThrownBy(() -> open(fault));
        assertThatEntriesAre(FIRST);
    }

    @Test
    void aProcessThatDiedBetweenMovingTheNewFileAndSyncingItsNameIsMadeUpFor() {
        var fault = new OneFault(DiskOperation.SYNC_FOLDER, "/journal", Fate.KILLS);
        fault.arm();
        assertThatExceptionOfType(PowerCut.class).isThrownBy(() -> open(fault));
        try (var journal = open(DiskFaults.NONE)) {
            append(journal, 0, FIRST);
        }
        disk.cutPower(NO_LUCK);

        assertThatEntriesAre(FIRST);
    }

    @Test
    void aBlockWhoseSyncFailedIsNotInTheWayOfTheNext() {
        var fault = new OneFault(DiskOperation.SYNC, "journal.varve", Fate.FAILS);
        try (var journal = open(fault)) {
            fault.arm();
            assertThat(journal.append(SHARD, 0, FIRST)).isInstanceOf(AppendOutcome.Unknown.class);
        }
        try (var journal = open(DiskFaults.NONE)) {
            append(journal, 1, SECOND);
        }
        disk.cutPower(NO_LUCK);

        assertThatEntriesAre(FIRST, SECOND);
    }

    @Test
    void aJournalThatDoesNotKnowWhatItHoldsDoesNotSayThatAnEntryIsTrimmed() {
        var fault = new OneFault(DiskOperation.SYNC, "journal.varve", Fate.FAILS);
        try (var journal = open(fault)) {
            fault.arm();
            assertThat(journal.append(SHARD, 0, FIRST)).isInstanceOf(AppendOutcome.Unknown.class);
            assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.trim(SHARD, 0, 0));
        }
    }

    private FileJournal open(DiskFaults faults) {
        Mount mount = disk.mount(faults);
        return FileJournal.open(mount.getPath("/varve/journal"), () -> 42, mount.disk(), NO_LIMIT);
    }

    private static void append(FileJournal journal, long sequence, byte[] entry) {
        assertThat(journal.append(SHARD, sequence, entry)).isEqualTo(new AppendOutcome.Appended());
    }

    private void assertThatEntriesAre(byte[]... entries) {
        try (var journal = open(DiskFaults.NONE)) {
            assertThat(journal.read(SHARD, 0, NO_LIMIT).entries()).containsExactly(entries);
        }
    }
}
