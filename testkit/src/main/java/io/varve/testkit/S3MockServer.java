package io.varve.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Adobe's S3Mock, which the build brings along: it honours `If-None-Match: *` and checks CRC32C, and accepts any key.
public final class S3MockServer implements AutoCloseable {

    private static final String IN_THE_ARCHIVE = "BOOT-INF/classes/com/adobe/testing/s3mock/S3MockApplication.class";

    private static @Nullable S3MockServer shared;

    private final ServerProcess process;
    private final URI endpoint;

    private S3MockServer(ServerProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /// The server that all tests of this JVM use.
    public static synchronized S3MockServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /// A server of the caller's own, to be closed by it.
    public static S3MockServer start() {
        Path folder = ServerProcess.newFolder("s3mock");
        int port = ServerProcess.freePort();
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                archive(),
                "--server.port=0",
                "--com.adobe.testing.s3mock.http-port=" + port,
                "--com.adobe.testing.s3mock.store.root=" + folder.resolve("data"));
        ServerProcess process = ServerProcess.start("S3Mock", folder, command, Map.of(), port);
        return new S3MockServer(process, URI.create("http://127.0.0.1:" + port));
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
            HttpURLConnection request = (HttpURLConnection)
                    endpoint.resolve("/" + bucket + "/").toURL().openConnection();
            request.setRequestMethod("PUT");
            int status = request.getResponseCode();
            request.disconnect();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IllegalStateException("S3Mock answered " + status + " to the creation of " + bucket);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    /// The file that the class path brought the program in.
    private static String archive() {
        URL entry = Objects.requireNonNull(
                S3MockServer.class.getClassLoader().getResource(IN_THE_ARCHIVE), "S3Mock is not on the class path");
        String file = entry.getPath();
        return Path.of(URI.create(file.substring(0, file.indexOf('!')))).toString();
    }
}
