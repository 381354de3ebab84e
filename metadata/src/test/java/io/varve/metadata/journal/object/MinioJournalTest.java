package io.varve.metadata.journal.object;

import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.core.SystemDoors;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalContract;
import io.varve.storage.ObjectStore;
import io.varve.storage.config.ObjectStores;
import io.varve.testkit.MinioServer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// The journal on MinIO itself, where the machine has it. Every test has a bucket of its own.
class MinioJournalTest extends JournalContract {

    private static final Doors DOORS = SystemDoors.open(CrashPoints.OFF);

    private final List<ObjectStore> stores = new ArrayList<>();
    private @Nullable String bucket;

    @Override
    protected Journal open() {
        MinioServer server = MinioServer.shared();
        if (bucket == null) {
            bucket = server.newBucket();
        }
        ObjectStore store =
                ObjectStores.open("s3://" + bucket + "?endpoint=" + server.endpoint(), DOORS, ServerClock.IGNORED);
        stores.add(store);
        return new ObjectStoreJournal(store, DOORS.threads());
    }

    @AfterEach
    void closeStores() {
        stores.forEach(ObjectStore::close);
    }
}
