package io.varve.kafka.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.SystemDoors;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.Features;
import io.varve.kafka.net.ListenerSettings.Bounds;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KafkaListenerTest {

    private final Doors doors = SystemDoors.open(CrashPoints.OFF);

    /// It would wait for its answer otherwise, for as long as the node takes to start, and not go to another one.
    @Test
    void whoConnectsBeforeTheListenerServesIsRefused() throws Exception {
        try (KafkaListener listener = bind(0)) {
            assertThatThrownBy(() -> new RawClient(listener.address())).isInstanceOf(ConnectException.class);

            listener.serve(new ApiRegistry(List.of(), Features.NONE));

            try (var client = new RawClient(listener.address())) {
                assertThat(ListenerFixture.answers(client)).isTrue();
            }
        }
    }

    @Test
    void whoConnectsWhileItListensIsServedLater() throws Exception {
        try (KafkaListener listener = bind(0)) {
            listener.listen();
            try (var client = new RawClient(listener.address())) {
                listener.serve(new ApiRegistry(List.of(), Features.NONE));

                assertThat(ListenerFixture.answers(client)).isTrue();
            }
        }
    }

    @Test
    void aPortOnWhichAnotherListensCannotBeTaken() throws Exception {
        try (KafkaListener listener = bind(0)) {
            listener.serve(new ApiRegistry(List.of(), Features.NONE));

            assertThatThrownBy(() -> bind(listener.address().getPort())).isInstanceOf(BindException.class);
        }
    }

    @Test
    void aListenerThatNeverServedLeavesItsPort() throws Exception {
        KafkaListener before = bind(0);
        before.close();

        try (KafkaListener listener = bind(before.address().getPort())) {
            listener.serve(new ApiRegistry(List.of(), Features.NONE));
        }
    }

    private KafkaListener bind(int port) throws IOException {
        return KafkaListener.bind(
                new ListenerSettings("test", "127.0.0.1", port, Bounds.DEFAULT), new InFlightBytes(256 << 20), doors);
    }
}
