package io.varve.storage.config;

import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.storage.ObjectStore;
import io.varve.storage.StoreException;
import io.varve.storage.decorator.PrefixedObjectStore;
import io.varve.storage.file.FileObjectStore;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.storage.minio.MinioObjectStore;
import io.varve.storage.s3.S3ObjectStore;

/// Opens the store that a URI names.
public final class ObjectStores {

    private ObjectStores() {}

    /// Opens the store and asks it for something, so that what is wrong shows at once. Requests are sent
    /// once: retries and counting are for the caller to put around it.
    ///
    /// @param uri see [StoreUri]
    /// @throws StoreConfigException if the URI is wrong, or the store cannot be used
    public static ObjectStore open(String uri, Doors doors, ServerClock serverClock) {
        try {
            return switch (StoreUri.parse(uri)) {
                case StoreUri.Folder folder -> FileObjectStore.open(folder.path(), doors.entropy());
                case StoreUri.Memory memory -> new MemoryObjectStore(doors.clock());
                case StoreUri.S3 s3 -> {
                    var location = new S3ObjectStore.Location(s3.bucket(), s3.endpoint(), s3.region(), s3.pathStyle());
                    yield below(s3.path(), S3ObjectStore.open(location, doors, serverClock));
                }
                case StoreUri.Minio minio -> {
                    var location = new MinioObjectStore.Location(minio.bucket(), minio.endpoint(), minio.region());
                    yield below(minio.path(), MinioObjectStore.open(location, doors, serverClock));
                }
            };
        } catch (StoreException e) {
            String hint = e.kind() == StoreException.Kind.UNAVAILABLE ? "; start it, or correct the endpoint" : "";
            throw new StoreConfigException("cannot use '" + uri + "': " + e.getMessage() + hint, e);
        }
    }

    private static ObjectStore below(String path, ObjectStore store) {
        return path.isEmpty() ? store : new PrefixedObjectStore(store, path);
    }
}
