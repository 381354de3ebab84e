package io.varve.storage.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where objects are kept.
///
/// | text | meaning |
/// |---|---|
/// | `file:DIR` | a folder; relative to the working folder unless it begins with a slash |
/// | `s3://BUCKET[/PATH][?endpoint=URL][&region=NAME][&path-style=true]` | a bucket, through the AWS SDK |
/// | `minio://BUCKET[/PATH]?endpoint=URL[&region=NAME]` | a bucket, through the MinIO client |
/// | `memory:` | the heap of this process |
public sealed interface StoreUri {

    String FORMS = "file:DIR, s3://BUCKET, minio://BUCKET?endpoint=URL, or memory:";

    record Folder(Path path) implements StoreUri {}

    record Memory() implements StoreUri {}

    /// @param path within the bucket; empty for all of it
    /// @param endpoint null for AWS itself
    /// @param region null to look where the SDK looks
    record S3(
            String bucket,
            String path,
            @Nullable URI endpoint,
            @Nullable String region,
            boolean pathStyle) implements StoreUri {}

    /// @param path within the bucket; empty for all of it
    record Minio(String bucket, String path, URI endpoint, String region) implements StoreUri {}

    /// @throws StoreConfigException if the text has none of the forms above
    static StoreUri parse(String text) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        return switch (scheme) {
            case "file" -> folder(text, rest);
            case "memory" -> memory(text, rest);
            case "s3" ->
                BucketUri.parse(text, rest, Set.of("endpoint", "region", "path-style"))
                        .s3();
            case "minio" ->
                BucketUri.parse(text, rest, Set.of("endpoint", "region")).minio();
            default ->
                throw new StoreConfigException("'" + text + "' does not say where to keep objects; use " + FORMS);
        };
    }

    private static Folder folder(String text, String rest) {
        String path = rest.startsWith("//") ? rest.substring(2) : rest;
        if (path.isEmpty()) {
            throw new StoreConfigException("'" + text + "' names no folder; use file:DIR");
        }
        try {
            return new Folder(Path.of(path));
        } catch (InvalidPathException e) {
            throw new StoreConfigException("'" + text + "' names no folder: " + e.getMessage(), e);
        }
    }

    private static Memory memory(String text, String rest) {
        if (!rest.isEmpty()) {
            throw new StoreConfigException("'" + text + "' has something after memory:, which takes nothing");
        }
        return new Memory();
    }
}
