package io.varve.storage.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.ServerClock;
import io.varve.storage.ScriptedHttpServer;
import io.varve.storage.TestDoors;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConnectionsTest {

    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final List<Long> observedMs = new ArrayList<>();
    private final ServerClock serverClock = observedMs::add;
    private final HttpConnections connections = new HttpConnections(TestDoors.DOORS, serverClock);

    @Test
    void aBodyInChunksIsPutTogetherAndTheConnectionGoesOn() throws IOException {
        String answer = CHUNKED + "5\r\nhello\r\nA;name=value\r\n, chunked!\r\n0\r\nTrailer: x\r\n\r\n";
        try (var server = new ScriptedHttpServer(answer, answer)) {
            assertThat(body(get(server))).isEqualTo("hello, chunked!");
            assertThat(body(get(server))).isEqualTo("hello, chunked!");
            assertThat(server.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void aBodyWithoutALengthGoesToTheEndOfTheConnection() throws IOException {
        try (var server = new ScriptedHttpServer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end")) {
            assertThat(body(get(server))).isEqualTo("to the end");
            assertThat(body(get(server))).isEmpty();
            assertThat(server.acceptedConnections()).isEqualTo(2);
        }
    }

    @Test
    void interimAnswersAreSkipped() throws IOException {
        try (var server = new ScriptedHttpServer(
                "HTTP/1.1 100 Continue\r\n\r\n" + ScriptedHttpServer.answer("200 OK", "final"))) {
            assertThat(body(get(server))).isEqualTo("final");
        }
    }

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
    void aBodyThatIsNotReadToItsEndCostsTheConnection() throws IOException {
        try (var server = new ScriptedHttpServer(
                ScriptedHttpServer.answer("200 OK", "much more than is read"),
                ScriptedHttpServer.answer("200 OK", "x"))) {
            try (InputStream body = get(server).body()) {
                assertThat(body.read()).isEqualTo('m');
            }
            assertThat(body(get(server))).isEqualTo("x");
            assertThat(server.acceptedConnections()).isEqualTo(2);
        }
    }

    @Test
    void aBodyReadToItsLastByteKeepsTheConnection() throws IOException {
        try (var server = new ScriptedHttpServer(ScriptedHttpServer.answer("200 OK", "four"))) {
            try (InputStream body = get(server).body()) {
                assertThat(body.readNBytes(4)).hasSize(4);
            }
            body(get(server));
            assertThat(server.acceptedConnections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionIsNotUsedAgainAfterARefusedUpload() throws IOException {
        try (var server = new ScriptedHttpServer(ScriptedHttpServer.answer("412 Precondition Failed", ""))) {
            HttpBody four = out -> out.write("four".getBytes(US_ASCII));
            var length = new HttpCall.Header("Content-Length", "4");
            body(connections.exchange(
                    new HttpCall(target(server), "PUT", "/", List.of(length), four, Duration.ofSeconds(9))));
            body(get(server));
            assertThat(server.acceptedConnections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SMTP ready\r\n\r\n",
                "HTTP/1.1 2OO OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                CHUNKED + "zz\r\n",
                CHUNKED + "-5\r\nhello\r\n",
                CHUNKED + "5\r\nhello!\r\n0\r\n\r\n",
                CHUNKED + "5\r\nhel\nConnection: close"
            })
    void whatIsNotHttpIsAnErrorAndNotAnAnswer(String answer) throws IOException {
        try (var server = new ScriptedHttpServer(answer)) {
            assertThatThrownBy(() -> body(get(server))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anEndlessHeaderLineIsCutOff() throws IOException {
        try (var server = new ScriptedHttpServer("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")) {
            assertThatThrownBy(() -> get(server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("longer than");
        }
    }

    @Test
    void aLineBreakInAHeaderIsRefused() {
        assertThatThrownBy(() -> new HttpCall.Header("X", "a\r\nY: b")).isInstanceOf(IllegalArgumentException.class);
    }

    private HttpAnswer get(ScriptedHttpServer server) throws IOException {
        return connections.exchange(
                new HttpCall(target(server), "GET", "/", List.of(), HttpBody.NONE, Duration.ofSeconds(9)));
    }

    private static HttpTarget target(ScriptedHttpServer server) {
        return new HttpTarget("127.0.0.1", server.endpoint().getPort(), false);
    }

    private static String body(HttpAnswer answer) throws IOException {
        try (InputStream body = answer.body()) {
            return new String(body.readAllBytes(), US_ASCII);
        }
    }
}
