package io.varve.table;

import io.varve.core.Id128;
import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.config.StoreUri;
import io.varve.storage.file.FileObjectStore;
import java.util.Optional;

/// Where the engines that read tables find a cluster's objects.
///
/// @param location what precedes an object's key, without a slash at its end
public record Warehouse(String location, Id128 clusterId) {

    public Warehouse {
        if (location.isEmpty() || location.endsWith("/")) {
            throw new IllegalArgumentException("'" + location + "' is no place that keys can be put behind");
        }
    }

    /// The place of the store's objects as engines name it. What is in the heap of a process they cannot read.
    public static Warehouse of(StoreUri store, Id128 clusterId) {
        String location = switch (store) {
            case StoreUri.Folder folder ->
                "file://"
                        + FileObjectStore.objectsFolder(folder.path())
                                .toAbsolutePath()
                                .normalize();
            case StoreUri.Memory _ -> "memory://varve";
            // Engines know no scheme of MinIO's own.
            case StoreUri.S3 s3 -> bucket(s3.bucket(), s3.path());
            case StoreUri.Minio minio -> bucket(minio.bucket(), minio.path());
        };
        return new Warehouse(location, clusterId);
    }

    private static String bucket(String bucket, String path) {
        return "s3://" + bucket + (path.isEmpty() ? "" : "/" + path);
    }

    public String locationOf(ObjectRef object) {
        return location + "/" + object.key(clusterId);
    }

    /// The object at a location; empty if it is none of the cluster's. The place may be one where the store was
    /// before it moved: the key is what counts.
    public Optional<ObjectRef> objectAt(String location) {
        int slash = location.lastIndexOf("/" + clusterId + "/");
        return slash < 0 ? Optional.empty() : ObjectRef.ofKey(clusterId, location.substring(slash + 1));
    }
}
