package io.varve.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// MinIO itself, if the machine has it: named by `VARVE_MINIO`, on the `PATH`, or where `tools/get` puts it.
public final class MinioServer implements AutoCloseable {

    private static final Program PROGRAM = new Program("MinIO", "minio", "VARVE_MINIO");

    private static @Nullable MinioServer shared;

    private final ServerProcess process;
    private final Path data;
    private final URI endpoint;

    private MinioServer(ServerProcess process, Path data, URI endpoint) {
        this.process = process;
        this.data = data;
        this.endpoint = endpoint;
    }

    /// The server that all tests of this JVM use.
    ///
    /// @throws org.opentest4j.TestAbortedException if there is no MinIO
    public static synchronized MinioServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /// A server of the caller's own, to be closed by it.
    public static MinioServer start() {
        Path program = PROGRAM.find();
        Path folder = ServerProcess.newFolder("minio");
        Path data = folder.resolve("data");
        int port = ServerProcess.freePort();
        List<String> command = List.of(
                program.toString(),
                "server",
                "--address",
                "127.0.0.1:" + port,
                "--console-address",
                "127.0.0.1:" + ServerProcess.freePort(),
                data.toString());
        Map<String, String> environment = Map.of(
                "MINIO_ROOT_USER",
                TestCredentials.ACCESS_KEY_ID,
                "MINIO_ROOT_PASSWORD",
                TestCredentials.SECRET_ACCESS_KEY,
                "MINIO_BROWSER",
                "off",
                "MINIO_UPDATE",
                "off");
        ServerProcess process = ServerProcess.start("MinIO", folder, command, environment, port);
        var endpoint = URI.create("http://127.0.0.1:" + port);
        process.awaitHealth(endpoint.resolve("/minio/health/cluster"));
        return new MinioServer(process, data, endpoint);
    }

    public URI endpoint() {
        return endpoint;
    }

    /// Makes an empty bucket and returns its name.
    public String newBucket() {
        String bucket = "test-" + UUID.randomUUID();
        createBucket(bucket);
        return bucket;
    }

    public void createBucket(String bucket) {
        try {
            // With a single folder of data, a bucket is a folder in it.
            Files.createDirectory(data.resolve(bucket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
