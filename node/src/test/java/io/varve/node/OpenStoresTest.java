package io.varve.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.varve.core.Clock;
import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import io.varve.metadata.replica.ClockSkewException;
import io.varve.node.NodeSettings.Locations;
import io.varve.storage.config.StoreConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenStoresTest {

    private static final Doors DOORS = SystemDoors.open(CrashPoints.OFF);

    private HttpServer server;

    /// Tells the right time with each refusal.
    @BeforeEach
    void startServerThatRefuses() throws IOException {
        byte[] error = "<Error><Code>RequestTimeTooSkewed</Code></Error>".getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(403, error.length);
            exchange.getResponseBody().write(error);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://varve?path-style=true&endpoint=", "minio://varve?endpoint="})
    void aWrongClockIsGivenAsTheReasonWhyStoresRefuseANode(String uri) {
        assertThatThrownBy(() -> open(uri, shifted(Duration.ofDays(30))))
                .isInstanceOf(ClockSkewException.class)
                .hasMessage("this node's clock is 30 days ahead of its stores', so it does not write: set the clock");
        assertThatThrownBy(() -> open(uri, shifted(Duration.ofDays(-1))))
                .isInstanceOf(ClockSkewException.class)
                .hasMessage("this node's clock is 24 hours behind its stores', so it does not write: set the clock");
    }

    @Test
    void aRightClockIsNot() {
        assertThatThrownBy(() -> open("s3://varve?path-style=true&endpoint=", DOORS))
                .isInstanceOf(StoreConfigException.class);
    }

    private void open(String uri, Doors doors) {
        String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
        OpenStores.open(new Locations(uri + endpoint, "memory:"), doors, new ArrayDeque<>());
    }

    private static Doors shifted(Duration ahead) {
        var clock = new Clock() {
            @Override
            public long wallMs() {
                return DOORS.clock().wallMs() + ahead.toMillis();
            }

            @Override
            public long nanoTime() {
                return DOORS.clock().nanoTime();
            }
        };
        return new Doors(clock, DOORS.timers(), DOORS.threads(), DOORS.entropy(), DOORS.crashPoints());
    }
}
