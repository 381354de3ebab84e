package io.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.varve.core.Doors;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.ScriptedHttpServer.Request;
import io.varve.storage.StoreException.Kind;
import io.varve.testkit.ManualDoors;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a store in a bucket asks, and what it makes of each answer.
public abstract class BucketAnswersContract {

    private static final String NO_OBJECTS = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
            + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>bucket</Name><Prefix></Prefix>"
            + "<KeyCount>0</KeyCount><MaxKeys>1</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>";

    /// What opening asks for first.
    protected static final String BUCKET_EXISTS = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: "
            + NO_OBJECTS.length() + "\r\n\r\n" + NO_OBJECTS;

    protected abstract ObjectStore openStore(URI endpoint, Doors doors);

    @Test
    void anUploadIsOneRequestWithItsLengthAndChecksumAndWithoutAHashOfItsBytes() throws IOException {
        try (var server = new ScriptedHttpServer(BUCKET_EXISTS)) {
            ObjectStore store = openStore(server.endpoint(), TestDoors.DOORS);
            Payload payload = Payload.of(
                    List.of(ByteBuffer.wrap("12345".getBytes(UTF_8)), ByteBuffer.wrap("6789".getBytes(UTF_8))));

            assertThat(store.create("a/k", payload)).isEqualTo(CreateOutcome.CREATED);

            assertThat(server.requests()).hasSize(2);
            Request put = server.requests().getLast();
            assertThat(put.line()).isEqualTo("PUT /bucket/a/k HTTP/1.1");
            assertThat(put.body()).asString().isEqualTo("123456789");
            assertThat(put.headers())
                    .containsEntry("if-none-match", "*")
                    .containsEntry("content-length", "9")
                    // The check value of CRC32C, e3069283.
                    .containsEntry("x-amz-checksum-crc32c", "4waSgw==")
                    .containsEntry("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
                    .doesNotContainKeys(
                            "content-md5",
                            "content-encoding",
                            "transfer-encoding",
                            "x-amz-trailer",
                            "x-amz-decoded-content-length",
                            "x-amz-checksum-crc32",
                            "x-amz-checksum-sha256",
                            "expect");
            assertThat(put.headers().get("authorization"))
                    .startsWith("AWS4-HMAC-SHA256 Credential=varve-test/")
                    .contains("x-amz-checksum-crc32c");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "429 Too Many Requests, TooManyRequests, THROTTLED",
        "503 Slow Down, SlowDown, THROTTLED",
        "503 Slow Down, SlowDownWrite, THROTTLED",
        "503 Service Unavailable, ServiceUnavailable, UNAVAILABLE",
        "500 Internal Server Error, InternalError, UNAVAILABLE",
        "504 Gateway Timeout, GatewayTimeout, UNAVAILABLE",
        "409 Conflict, ConditionalRequestConflict, UNAVAILABLE",
        "400 Bad Request, RequestTimeout, UNAVAILABLE",
        "400 Bad Request, BadDigest, CORRUPT",
        "400 Bad Request, ExpiredToken, REFUSED",
        "401 Unauthorized, Unauthorized, REFUSED",
        "403 Forbidden, AccessDenied, REFUSED",
        "403 Forbidden, RequestTimeTooSkewed, UNAVAILABLE",
        "404 Not Found, NoSuchBucket, REFUSED",
        "301 Moved Permanently, PermanentRedirect, REFUSED"
    })
    void anErrorTellsWhatCanBeDoneAboutIt(String status, String code, Kind kind) throws IOException {
        try (var server = new ScriptedHttpServer(BUCKET_EXISTS, ScriptedHttpServer.error(status, code))) {
            ObjectStore store = openStore(server.endpoint(), TestDoors.DOORS);

            assertThatThrownBy(() -> store.create("k", payload()))
                    .asInstanceOf(type(StoreException.class))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind))
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("create k", code, status.substring(0, 3))
                    .doesNotContain("\n");
            assertThat(server.requests()).as("requests, without a retry").hasSize(2);
        }
    }

    @Test
    void anErrorThatHasNoDocumentIsUnderstoodByItsStatus() throws IOException {
        try (var server = new ScriptedHttpServer(
                BUCKET_EXISTS,
                ScriptedHttpServer.answer("503 Slow Down", ""),
                ScriptedHttpServer.answer("404 Not Found", ""),
                ScriptedHttpServer.answer("412 Precondition Failed", ""),
                ScriptedHttpServer.answer("416 Range Not Satisfiable", ""))) {
            ObjectStore store = openStore(server.endpoint(), TestDoors.DOORS);

            assertKind(() -> store.head("k")).isEqualTo(Kind.THROTTLED);
            assertThat(store.head("k")).isEmpty();
            assertThat(store.create("k", payload())).isEqualTo(CreateOutcome.EXISTS);
            assertThatThrownBy(() -> store.read("k", 5, 2)).isInstanceOf(RangeNotSatisfiableException.class);
        }
    }

    @Test
    void aConnectionThatEndsIsUnavailable() throws IOException {
        try (var server = new ScriptedHttpServer(
                BUCKET_EXISTS,
                "Connection: close",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nab")) {
            ObjectStore store = openStore(server.endpoint(), TestDoors.DOORS);

            assertKind(() -> store.create("k", payload())).isEqualTo(Kind.UNAVAILABLE);
            assertKind(() -> store.readAll("k", 100)).isEqualTo(Kind.UNAVAILABLE);
        }
    }

    @Test
    void bytesThatDoNotHaveTheObjectsChecksumAreCorrupt() throws IOException {
        try (var server = new ScriptedHttpServer(
                BUCKET_EXISTS,
                "HTTP/1.1 200 OK\r\nx-amz-checksum-crc32c: 4waSgw==\r\nContent-Length: 9\r\n\r\n123456788")) {
            ObjectStore store = openStore(server.endpoint(), TestDoors.DOORS);

            assertKind(() -> store.readAll("k", 100)).isEqualTo(Kind.CORRUPT);
        }
    }

    @Test
    void aLongObjectIsRefusedBeforeItIsRead() throws IOException {
        try (var server = new ScriptedHttpServer(
                BUCKET_EXISTS, "HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\nand so on")) {
            ObjectStore store = openStore(server.endpoint(), TestDoors.DOORS);

            assertKind(() -> store.readAll("k", 100)).isEqualTo(Kind.REFUSED);
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() throws Exception {
        var time = new ManualDoors();
        try (var server = new ScriptedHttpServer(BUCKET_EXISTS, ScriptedHttpServer.SILENCE)) {
            ObjectStore store = openStore(server.endpoint(), time.doors());
            Thread later = Thread.ofVirtual().start(() -> {
                server.awaitRequests(2);
                time.advance(Duration.ofMinutes(1));
            });

            assertThatThrownBy(() -> store.create("k", payload()))
                    .asInstanceOf(type(StoreException.class))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("PT30S");
            later.join();
            assertThat(time.pendingTimers()).isZero();
        }
    }

    @Test
    void connectionsServeMoreThanOneRequest() throws IOException {
        try (var server = new ScriptedHttpServer(BUCKET_EXISTS)) {
            ObjectStore store = openStore(server.endpoint(), TestDoors.DOORS);

            for (int i = 0; i < 10; i++) {
                store.create("k" + i, payload());
            }

            assertThat(server.requests()).hasSize(11);
            assertThat(server.acceptedConnections()).isLessThan(11);
        }
    }

    protected static Payload payload() {
        return Payload.of("x".getBytes(UTF_8));
    }

    private static AbstractObjectAssert<?, Kind> assertKind(ThrowingCallable call) {
        return assertThatThrownBy(call).asInstanceOf(type(StoreException.class)).extracting(StoreException::kind);
    }
}
