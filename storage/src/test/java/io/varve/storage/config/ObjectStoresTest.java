package io.varve.storage.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.ServerClock;
import io.varve.storage.ObjectStore;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.Payload;
import io.varve.storage.TestDoors;
import io.varve.testkit.S3MockServer;
import io.varve.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectStoresTest {

    @TempDir
    private Path folder;

    @Test
    void aFolderAndTheHeapOpen() {
        assertWorks("file:" + folder.resolve("new"));
        assertWorks("memory:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "minio"})
    void aBucketOpensWithAPathInIt(String scheme) {
        S3MockServer server = S3MockServer.shared();
        String bucket = server.newBucket();

        assertWorks(scheme + "://" + bucket + "/some/path?endpoint=" + server.endpoint());
        try (ObjectStore whole = open(scheme + "://" + bucket + "?endpoint=" + server.endpoint())) {
            assertThat(whole.head("some/path/k")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "minio"})
    void aBucketThatDoesNotExistIsRefusedInOneLine(String scheme) {
        String uri =
                scheme + "://no-such-bucket?endpoint=" + S3MockServer.shared().endpoint();

        assertRefused(uri, "NoSuchBucket", "create the bucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "minio"})
    void aServerThatIsNotThereIsRefusedInOneLine(String scheme) {
        String uri = scheme + "://bucket?endpoint=http://127.0.0.1:" + ServerProcess.freePort();

        assertRefused(uri, uri, "start it, or correct the endpoint");
    }

    @Test
    void aFolderThatIsAFileIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertRefused("file:" + file, file.toString(), "must be writable");
    }

    private static void assertWorks(String uri) {
        try (ObjectStore store = open(uri)) {
            assertThat(store.create("k", Payload.of("x".getBytes(UTF_8)))).isEqualTo(CreateOutcome.CREATED);
            assertThat(store.readAll("k", 1).remaining()).isEqualTo(1);
        }
    }

    private static void assertRefused(String uri, String... words) {
        assertThatThrownBy(() -> open(uri))
                .isInstanceOf(StoreConfigException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains(words)
                .doesNotContain("\n");
    }

    private static ObjectStore open(String uri) {
        return ObjectStores.open(uri, TestDoors.DOORS, ServerClock.IGNORED);
    }
}
