package io.varve.kafka.api;

import java.time.Duration;
import org.apache.kafka.common.protocol.ApiKeys;

/// Where a request came from and how it was framed.
///
/// @param clientId empty where the client sent none
public record RequestContext(
        ApiKeys api, short version, int correlationId, String clientId, ClientConnection connection, Arrival arrival) {

    public long receivedNanos() {
        return arrival.nanos();
    }

    /// How long the listener left this request unread because too many bytes were in flight; to be reported as
    /// throttle
    /// time.
    public Duration held() {
        return arrival.held();
    }

    /// @param nanos when the last byte was read, by the node's monotonic clock
    /// @param held zero in a node that is not overloaded
    public record Arrival(long nanos, Duration held) {}

    @Override
    public String toString() {
        return "api=" + api.name + " version=" + version + " correlation=" + correlationId + " client=" + clientId + " "
                + connection;
    }
}
