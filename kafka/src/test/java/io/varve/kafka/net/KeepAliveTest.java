package io.varve.kafka.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class KeepAliveTest {

    @Test
    void aClientThatIsGoneIsFoundOutWithinHalfAMinute() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            KeepAlive.of(channel);

            assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assumeThat(channel.supportedOptions()).contains(ExtendedSocketOptions.TCP_KEEPIDLE);
            int idleS = channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE);
            int probes = channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
            int intervalS = channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL);
            assertThat(idleS + probes * intervalS).isLessThanOrEqualTo(30);
        }
    }
}
