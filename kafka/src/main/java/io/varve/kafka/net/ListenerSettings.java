package io.varve.kafka.net;

import java.time.Duration;

/// Where a listener listens, and its bounds.
///
/// @param name names the listener in logs and to handlers
/// @param host the address to bind; a name is resolved once
/// @param port zero lets the system choose
public record ListenerSettings(String name, String host, int port, Bounds bounds) {

    public ListenerSettings {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("no port: " + port);
        }
    }

    /// @param maxFrameBytes of a produce request; Kafka's `socket.request.max.bytes`
    /// @param maxControlFrameBytes of every other request
    /// @param maxRequestsInFlight of one connection: read, and not yet answered
    /// @param maxConnections beyond it a new connection is closed at once
    /// @param maxIdle without a byte either way, a connection is closed; Kafka's `connections.max.idle.ms`
    /// @param maxStall in the middle of a frame, without a byte from the client, a connection is closed
    /// @param maxDrain how long closing the listener waits for requests in flight
    public record Bounds(
            int maxFrameBytes,
            int maxControlFrameBytes,
            int maxRequestsInFlight,
            int maxConnections,
            Duration maxIdle,
            Duration maxStall,
            Duration maxDrain) {

        public static final Bounds DEFAULT = new Bounds(
                100 << 20,
                16 << 20,
                64,
                10_000,
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));

        public Bounds {
            if (maxFrameBytes < Frames.MIN_FRAME_BYTES || maxControlFrameBytes < Frames.MIN_FRAME_BYTES) {
                throw new IllegalArgumentException(
                        "no request fits into " + Math.min(maxFrameBytes, maxControlFrameBytes) + " bytes");
            }
            if (maxRequestsInFlight < 1 || maxConnections < 1) {
                throw new IllegalArgumentException("at least one request and one connection must be allowed");
            }
        }
    }
}
