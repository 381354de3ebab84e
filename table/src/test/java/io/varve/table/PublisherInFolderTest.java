package io.varve.table;

import io.varve.storage.file.FileObjectStore;
import io.varve.testkit.ManualDoors;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PublisherInFolderTest extends PublisherContract {

    PublisherInFolderTest(@TempDir Path folder) {
        super(
                new ManualDoors(),
                FileObjectStore.open(folder, new ManualDoors(2).doors().entropy()));
    }
}
