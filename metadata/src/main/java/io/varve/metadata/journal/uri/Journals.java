package io.varve.metadata.journal.uri;

import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.dynamodb.DynamoDbJournal;
import io.varve.metadata.journal.file.FileJournal;
import io.varve.metadata.journal.object.ObjectStoreJournal;
import io.varve.storage.ObjectStore;

/// Opens journals.
///
/// @param store the object store of the same cluster, for `store:`
/// @param serverClock hears the time of the servers that a journal talks to
public record Journals(Doors doors, ServerClock serverClock, ObjectStore store) {

    /// Opens the journal at a URI.
    ///
    /// @throws JournalException with one clear line if there can be none
    public Journal open(JournalUri uri) {
        return switch (uri) {
            case JournalUri.Folder folder -> FileJournal.open(folder.path(), doors.entropy());
            case JournalUri.Table table -> DynamoDbJournal.open(table.location(), doors, serverClock);
            case JournalUri.Store here -> new ObjectStoreJournal(store, doors.threads());
            case JournalUri.Memory memory -> new MemoryJournal(false);
        };
    }
}
