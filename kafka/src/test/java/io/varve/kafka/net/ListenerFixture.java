package io.varve.kafka.net;

import io.varve.core.Doors;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.Features;
import io.varve.kafka.net.ListenerSettings.Bounds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// A listener on a free port, and the clients that a test opens on it.
public final class ListenerFixture implements AutoCloseable {

    public static final Bounds BOUNDS = new Bounds(
            1 << 20, 1 << 17, 4, 1_000, Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(2));

    public final InFlightBytes inFlight;
    public final KafkaListener listener;
    private final List<RawClient> clients = new ArrayList<>();

    public ListenerFixture(Bounds bounds, long inFlightLimitBytes, Doors doors, ApiHandler<?>... handlers)
            throws IOException {
        inFlight = new InFlightBytes(inFlightLimitBytes);
        listener = KafkaListener.start(
                new ListenerSettings("test", "127.0.0.1", 0, bounds),
                new ApiRegistry(List.of(handlers), Features.NONE),
                inFlight,
                doors);
    }

    public RawClient connect() throws IOException {
        var client = new RawClient(listener.address());
        clients.add(client);
        return client;
    }

    /// Whether a connection gets an answer.
    public static boolean answers(RawClient client) throws IOException {
        client.send(ApiKeys.API_VERSIONS, 0, 77, new ApiVersionsRequestData());
        var response = new ApiVersionsResponseData();
        return client.receive(ApiKeys.API_VERSIONS, 0, response) == 77 && response.errorCode() == Errors.NONE.code();
    }

    @Override
    public void close() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        listener.close();
    }
}
