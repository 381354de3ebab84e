package io.varve.storage.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.ServerClock;
import io.varve.storage.Payload;
import io.varve.storage.ScriptedHttpServer;
import io.varve.storage.TestDoors;
import io.varve.testkit.ManualDoors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTransportTest {

    private final List<Long> observedMs = new ArrayList<>();
    private final ServerClock serverClock = observedMs::add;
    private final HttpTransport transport = new HttpTransport(TestDoors.DOORS, serverClock);

    @Test
    void theServersTimeIsHeardAndABadOneIsNot() throws IOException {
        try (var server = new ScriptedHttpServer(
                "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nDate: yesterday\r\nContent-Length: 0\r\n\r\n")) {
            body(get(server));
            body(get(server));

            assertThat(observedMs).containsExactly(784_111_777_000L);
        }
    }

    @Test
    void aBodyThatIsNotReadToItsEndLeavesTheNextAlone() throws IOException {
        try (var server = new ScriptedHttpServer(
                ScriptedHttpServer.answer("200 OK", "much more than is read"),
                ScriptedHttpServer.answer("200 OK", "x"))) {
            try (InputStream body = get(server).body()) {
                assertThat(body.read()).isEqualTo('m');
            }
            assertThat(body(get(server))).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, HttpBody.PIECE_BYTES - 1, HttpBody.PIECE_BYTES, HttpBody.PIECE_BYTES + 1, 1_000_000})
    void aBodyOfAnySizeArrivesWhole(int sizeBytes) throws IOException {
        byte[] bytes = new byte[sizeBytes];
        new Random(sizeBytes).nextBytes(bytes);
        int third = sizeBytes / 3;
        Payload inParts = Payload.of(List.of(
                ByteBuffer.wrap(bytes, 0, third),
                ByteBuffer.allocate(0),
                ByteBuffer.wrap(bytes, third, sizeBytes - third)));
        try (var server = new ScriptedHttpServer()) {
            body(put(server, HttpBody.of(inParts)));
            body(put(server, HttpBody.of(() -> new ByteArrayInputStream(bytes), sizeBytes)));

            assertThat(server.requests()).hasSize(2).allSatisfy(request -> {
                assertThat(request.headers()).containsEntry("content-length", Integer.toString(sizeBytes));
                assertThat(request.body()).isEqualTo(bytes);
            });
        }
    }

    @Test
    void aBodyThatEndsEarlyIsAFailure() throws IOException {
        try (var server = new ScriptedHttpServer()) {
            assertThatThrownBy(() -> put(server, HttpBody.of(() -> new ByteArrayInputStream(new byte[3]), 4)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void anAnswerThatStopsHalfwayIsGivenUpInTime() throws Exception {
        var time = new ManualDoors();
        try (var patient = new HttpTransport(time.doors(), serverClock);
                var server = new ScriptedHttpServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) {
            HttpAnswer answer =
                    patient.exchange(HttpRequest.newBuilder(server.endpoint()).build());
            assertThat(answer.body().readNBytes(4)).hasSize(4);
            Thread reader = Thread.ofVirtual().start(() -> time.advance(Duration.ofMinutes(1)));

            assertThatThrownBy(() -> answer.body().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("PT30S");
            reader.join();
        }
    }

    private HttpAnswer get(ScriptedHttpServer server) throws IOException {
        return transport.exchange(HttpRequest.newBuilder(server.endpoint()).build());
    }

    private HttpAnswer put(ScriptedHttpServer server, BodyPublisher body) throws IOException {
        return transport.exchange(
                HttpRequest.newBuilder(server.endpoint()).PUT(body).build());
    }

    private static String body(HttpAnswer answer) throws IOException {
        try (InputStream body = answer.body()) {
            return new String(body.readAllBytes(), US_ASCII);
        }
    }
}
