package io.varve.kafka.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiKeys;

/// Where a request came from and how it was framed.
///
/// @param clientId empty where the client sent none
public record RequestContext(
        ApiKeys api, short version, int correlationId, String clientId, ClientConnection connection, Arrival arrival) {

    public long receivedNanos() {
        return arrival.nanos();
    }

    /// How long the listener left this request unread because too many bytes were in flight; to be reported
    /// as throttle time.
    public Duration held() {
        return arrival.held();
    }

    /// Lets the request's bytes count against the node's budget until the stage completes, however that
    /// ends, although the request may be answered before.
    public void keepBytesUntil(CompletionStage<?> unused) {
        arrival.bytes().keepUntil(unused);
    }

    /// @param nanos when the last byte was read, by the node's monotonic clock
    /// @param held zero in a node that is not overloaded
    public record Arrival(long nanos, Duration held, RequestBytes bytes) {}

    /// The received bytes, which the node's budget counts until the request is answered and nobody keeps them.
    @FunctionalInterface
    public interface RequestBytes {

        /// Of a request that came without a frame.
        RequestBytes NONE = _ -> {};

        void keepUntil(CompletionStage<?> unused);
    }

    @Override
    public String toString() {
        return "api=" + api.name + " version=" + version + " correlation=" + correlationId + " client=" + clientId + " "
                + connection;
    }
}
