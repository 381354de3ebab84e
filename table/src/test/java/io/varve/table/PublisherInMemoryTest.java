package io.varve.table;

import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;

class PublisherInMemoryTest extends PublisherContract {

    PublisherInMemoryTest() {
        super(new ManualDoors(), new MemoryObjectStore(new ManualDoors()));
    }
}
