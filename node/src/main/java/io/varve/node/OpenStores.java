package io.varve.node;

import io.varve.core.Doors;
import io.varve.metadata.cluster.Stores;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.JournalMeter;
import io.varve.metadata.journal.MeteredJournal;
import io.varve.metadata.journal.uri.JournalUri;
import io.varve.metadata.journal.uri.Journals;
import io.varve.metadata.replica.ClockGuard;
import io.varve.node.NodeSettings.Locations;
import io.varve.storage.ObjectStore;
import io.varve.storage.config.ObjectStores;
import io.varve.storage.config.StoreConfigException;
import io.varve.storage.decorator.MeteredObjectStore;
import io.varve.storage.decorator.RetryPolicy;
import io.varve.storage.decorator.RetryingObjectStore;
import io.varve.storage.decorator.StoreMeter;
import java.util.Deque;

/// The stores that the settings name, retried and counted.
///
/// @param storeMeter every request to the object store, retries included
/// @param journalMeter every call to the journal
public record OpenStores(Stores stores, StoreMeter storeMeter, JournalMeter journalMeter) {

    /// @param parts gets what is to be closed
    /// @throws io.varve.metadata.replica.ClockSkewException if that is why the stores refuse this node
    public static OpenStores open(Locations locations, Doors doors, Deque<AutoCloseable> parts) {
        var guard = new ClockGuard(doors.clock());
        try {
            return open(locations, guard, doors, parts);
        } catch (StoreConfigException | JournalException e) {
            // What a wrong clock has signed is refused, but the refusal tells the time.
            guard.check();
            throw e;
        }
    }

    private static OpenStores open(Locations locations, ClockGuard guard, Doors doors, Deque<AutoCloseable> parts) {
        JournalUri journalUri = JournalUri.parse(locations.journalUri());
        var storeMeter = new StoreMeter();
        ObjectStore objects = new RetryingObjectStore(
                new MeteredObjectStore(ObjectStores.open(locations.storeUri(), doors, guard), storeMeter),
                doors,
                RetryPolicy.DEFAULT);
        parts.push(objects);
        var journalMeter = new JournalMeter();
        Journal journal = new MeteredJournal(new Journals(doors, guard, objects).open(journalUri), journalMeter);
        parts.push(journal);
        return new OpenStores(new Stores(objects, journal, guard), storeMeter, journalMeter);
    }
}
