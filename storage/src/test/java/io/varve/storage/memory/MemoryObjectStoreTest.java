package io.varve.storage.memory;

import io.varve.storage.ObjectStore;
import io.varve.storage.ObjectStoreContract;
import io.varve.storage.TestDoors;

class MemoryObjectStoreTest extends ObjectStoreContract {

    @Override
    protected ObjectStore openStore() {
        return new MemoryObjectStore(TestDoors.CLOCK);
    }
}
