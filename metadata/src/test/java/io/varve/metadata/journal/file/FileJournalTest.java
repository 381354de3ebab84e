package io.varve.metadata.journal.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest extends JournalContract {

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
}
