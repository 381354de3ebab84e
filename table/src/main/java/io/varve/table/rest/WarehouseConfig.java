package io.varve.table.rest;

import io.varve.storage.config.StoreUri;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How engines reach the bucket that the tables lie in.
///
/// @param endpoint null for AWS itself, and where there is no bucket
/// @param region null to look where the engine looks
/// @param keys what engines get to read with; empty for those that have their own
public record WarehouseConfig(
        @Nullable URI endpoint, boolean pathStyle, @Nullable String region, Optional<AccessKeys> keys) {

    /// Credentials of the bucket, which are handed to everybody who asks the catalog.
    public record AccessKeys(String accessKeyId, String secretAccessKey) {

        @Override
        public String toString() {
            return "AccessKeys[" + accessKeyId + "]";
        }
    }

    public static WarehouseConfig of(StoreUri store, Optional<AccessKeys> keys) {
        return switch (store) {
            case StoreUri.S3 s3 -> new WarehouseConfig(s3.endpoint(), s3.pathStyle(), s3.region(), keys);
            case StoreUri.Minio minio -> new WarehouseConfig(minio.endpoint(), true, minio.region(), keys);
            case StoreUri.Folder _, StoreUri.Memory _ -> new WarehouseConfig(null, false, null, Optional.empty());
        };
    }

    /// By the names that Iceberg's clients know. Its builders look for null, which not every map lets them do.
    Map<String, String> properties() {
        var properties = new LinkedHashMap<String, String>();
        if (endpoint != null) {
            properties.put("s3.endpoint", endpoint.toString());
        }
        if (pathStyle) {
            properties.put("s3.path-style-access", "true");
        }
        if (region != null) {
            // The first is Iceberg's for Java, the second PyIceberg's; DuckDB takes either.
            properties.put("client.region", region);
            properties.put("s3.region", region);
        }
        keys.ifPresent(given -> {
            properties.put("s3.access-key-id", given.accessKeyId());
            properties.put("s3.secret-access-key", given.secretAccessKey());
        });
        return properties;
    }
}
