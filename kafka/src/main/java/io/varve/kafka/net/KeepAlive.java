package io.varve.kafka.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/// Has the system find out that a silent client is gone, within half a minute, where it would take hours by default.
/// Until its connection is closed it may own what no other connection may ask about.
final class KeepAlive {

    static final int IDLE_S = 10;
    static final int INTERVAL_S = 5;
    static final int PROBES = 3;

    private KeepAlive() {}

    /// Not every system lets the times be set; then its own are used.
    static void of(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_S);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_S);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        }
    }
}
