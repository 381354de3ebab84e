package io.varve.kafka.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.RealDoors;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.Features;
import io.varve.kafka.net.ListenerSettings.Bounds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KafkaListenerTest {

    private static final Bounds BOUNDS =
            new Bounds(1 << 20, 1 << 16, 4, 10, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(20));

    private final HeldHandler<DescribeClusterRequestData> held = new HeldHandler<>(ApiKeys.DESCRIBE_CLUSTER);
    private final HeldHandler<ProduceRequestData> produce = new HeldHandler<>(ApiKeys.PRODUCE);
    private final InFlightBytes inFlight = new InFlightBytes(1 << 20);
    private KafkaListener listener;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        listener = listen(BOUNDS, held, produce);
        client = new RawClient(listener.address());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        listener.close();
    }

    private KafkaListener listen(Bounds bounds, ApiHandler<?>... handlers) throws IOException {
        var registry = new ApiRegistry(List.of(handlers), Features.NONE);
        return KafkaListener.start(
                new ListenerSettings("test", "127.0.0.1", 0, bounds), registry, inFlight, RealDoors.DOORS);
    }

    @Test
    void answersLeaveInTheOrderOfTheRequestsWhateverCompletesFirst() throws Exception {
        for (int id = 1; id <= 4; id++) {
            client.send(ApiKeys.DESCRIBE_CLUSTER, 0, id, new DescribeClusterRequestData());
        }
        var begun = new ArrayList<HeldHandler.Held<DescribeClusterRequestData>>();
        for (int id = 1; id <= 4; id++) {
            begun.add(held.take());
        }
        assertThat(begun)
                .extracting(request -> request.context().correlationId())
                .containsExactly(1, 2, 3, 4);
        for (var request : begun.reversed()) {
            request.answer(new DescribeClusterResponseData()
                    .setClusterId("" + request.context().correlationId()));
        }
        for (int id = 1; id <= 4; id++) {
            var response = new DescribeClusterResponseData();
            assertThat(client.receive(ApiKeys.DESCRIBE_CLUSTER, 0, response)).isEqualTo(id);
            assertThat(response.clusterId()).isEqualTo("" + id);
        }
    }
}
