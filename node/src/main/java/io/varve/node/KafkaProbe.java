package io.varve.node;

import io.varve.core.Timers;
import io.varve.kafka.codec.RequestBytes;
import io.varve.metadata.catalog.Node;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a node's Kafka port for its metadata, as any client would. A process that is stopped or stuck still accepts
/// connections, but does not answer; one that may not append answers, but leaves itself out.
final class KafkaProbe implements Probe {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaProbe.class);

    /// The first in which no topics can be asked for.
    private static final short VERSION = 1;

    /// What a cluster of ten thousand nodes would fill.
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final Timers timers;
    private final Duration timeout;

    KafkaProbe(Timers timers, Duration timeout) {
        this.timers = timers;
        this.timeout = timeout;
    }

    @Override
    public boolean serves(Node node) {
        try (SocketChannel channel = SocketChannel.open()) {
            var timer = timers.after(timeout, () -> close(channel));
            try {
                channel.connect(new InetSocketAddress(
                        node.address().host(), node.address().kafkaPort()));
                channel.write(RequestBytes.of(ApiKeys.METADATA, VERSION, 0, "", new MetadataRequestData()));
                return answer(channel).brokers().find(node.id()) != null;
            } finally {
                timer.cancel();
            }
        } catch (IOException | UnresolvedAddressException | BufferUnderflowException e) {
            LOG.debug("probe failed node={} address={} reason={}", node.id(), node.address(), e.toString());
            return false;
        }
    }

    private static MetadataResponseData answer(SocketChannel channel) throws IOException {
        int size = read(channel, Integer.BYTES).getInt();
        if (size < 0 || size > MAX_ANSWER_BYTES) {
            throw new IOException("an answer of " + size + " bytes");
        }
        var fields = new ByteBufferAccessor(read(channel, size));
        new ResponseHeaderData().read(fields, ApiKeys.METADATA.responseHeaderVersion(VERSION));
        return new MetadataResponseData(fields, VERSION);
    }

    private static ByteBuffer read(SocketChannel channel, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the node ended the connection");
            }
        }
        return bytes.flip();
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("probe's socket did not close cleanly", e);
        }
    }
}
