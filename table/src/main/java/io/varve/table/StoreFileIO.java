package io.varve.table;

import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.ObjectStore;
import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/// The metadata files of tables, for Iceberg's own code, in the cluster's object store. Data files are never opened
/// here: the compactor writes them, and engines read them.
///
/// Thread-safe.
public final class StoreFileIO implements FileIO {

    private static final long serialVersionUID = 1;

    /// Files are held in memory whole. A manifest is cut at 8 MiB; metadata takes about a kilobyte a snapshot.
    static final int MAX_FILE_BYTES = 64 * 1024 * 1024;

    private final transient ObjectStore objects;
    private final transient Warehouse warehouse;

    public StoreFileIO(ObjectStore objects, Warehouse warehouse) {
        this.objects = objects;
        this.warehouse = warehouse;
    }

    @Override
    public InputFile newInputFile(String path) {
        return new StoredFile(objects, keyOf(path), path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new NewFile(objects, keyOf(path), path);
    }

    /// Does nothing. What nobody names any more is the sweep's to delete, which alone knows that nobody does.
    @Override
    public void deleteFile(String path) {}

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    private String keyOf(String location) {
        ObjectRef object = warehouse
                .objectAt(location)
                .orElseThrow(() -> new IllegalArgumentException(location + " is no object of this cluster"));
        return object.key(warehouse.clusterId());
    }
}
