package io.varve.node;

import io.varve.core.Doors;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.file.FileJournal;
import io.varve.metadata.replica.ClockGuard;
import io.varve.storage.ObjectStore;
import io.varve.storage.file.FileObjectStore;
import io.varve.storage.memory.MemoryObjectStore;
import java.nio.file.Path;
import java.util.Deque;

/// Opens what the settings name.
final class OpenStores {

    private OpenStores() {}

    static Stores open(NodeSettings settings, Doors doors, Deque<AutoCloseable> parts) {
        var guard = new ClockGuard(doors.clock());
        Journal journal = settings.journalUri().startsWith("memory:")
                ? new MemoryJournal(false)
                : FileJournal.open(Path.of(settings.journalUri().substring("file:".length())), doors.entropy());
        parts.push(journal);
        ObjectStore objects = settings.storeUri().startsWith("memory:")
                ? new MemoryObjectStore(doors.clock())
                : FileObjectStore.open(Path.of(settings.storeUri().substring("file:".length())), doors.entropy());
        parts.push(objects);
        return new Stores(objects, journal, guard);
    }
}
