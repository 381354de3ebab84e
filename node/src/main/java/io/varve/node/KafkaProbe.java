package io.varve.node;

import io.varve.core.Timers;
import io.varve.metadata.entry.NodeAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a node's Kafka port for its API versions: a process that is stopped or stuck still accepts connections, but
/// does not answer.
final class KafkaProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaProbe.class);

    private static final short API_VERSIONS = 18;
    private static final short NULL_CLIENT_ID = -1;
    private static final int REQUEST_BYTES = 10;

    private final Timers timers;
    private final Duration timeout;

    KafkaProbe(Timers timers, Duration timeout) {
        this.timers = timers;
        this.timeout = timeout;
    }

    @Override
    public boolean answers(NodeAddress address) {
        try (SocketChannel channel = SocketChannel.open()) {
            var timer = timers.after(timeout, () -> close(channel));
            try {
                channel.connect(new InetSocketAddress(address.host(), address.kafkaPort()));
                channel.write(request());
                return channel.read(ByteBuffer.allocate(Integer.BYTES)) > 0;
            } finally {
                timer.cancel();
            }
        } catch (IOException | UnresolvedAddressException e) {
            LOG.debug("probe failed node={} reason={}", address, e.toString());
            return false;
        }
    }

    /// ApiVersions version 0: length, API key, version, correlation id, client id.
    private static ByteBuffer request() {
        return ByteBuffer.allocate(Integer.BYTES + REQUEST_BYTES)
                .putInt(REQUEST_BYTES)
                .putShort(API_VERSIONS)
                .putShort((short) 0)
                .putInt(0)
                .putShort(NULL_CLIENT_ID)
                .flip();
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("probe's socket did not close cleanly", e);
        }
    }
}
