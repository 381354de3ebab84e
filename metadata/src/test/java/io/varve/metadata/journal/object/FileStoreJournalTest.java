package io.varve.metadata.journal.object;

import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalContract;
import io.varve.storage.file.FileObjectStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The journal whose objects are files.
class FileStoreJournalTest extends JournalContract {

    private static final Doors DOORS = SystemDoors.open(CrashPoints.OFF);

    @TempDir
    private Path folder;

    @Override
    protected Journal open() {
        return new ObjectStoreJournal(FileObjectStore.open(folder, DOORS.entropy()), DOORS.threads());
    }
}
