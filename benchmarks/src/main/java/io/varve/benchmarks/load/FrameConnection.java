package io.varve.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ResponseHeader;

/// A client's end of a connection to a node: one thread writes produce requests, another reads their answers.
final class FrameConnection implements AutoCloseable {

    private static final short RESPONSE_HEADER_VERSION = ApiKeys.PRODUCE.responseHeaderVersion(ProduceFrame.VERSION);

    private final SocketChannel channel;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    private FrameConnection(SocketChannel channel) {
        this.channel = channel;
    }

    static FrameConnection open(InetSocketAddress node) throws IOException {
        SocketChannel channel = SocketChannel.open(node);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new FrameConnection(channel);
    }

    void write(ByteBuffer frame) throws IOException {
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    /// Reads the next answer.
    ///
    /// @throws IOException if the node refused any of the batches
    void readAnswer(int correlationId) throws IOException {
        read(length.clear());
        ByteBuffer answer = ByteBuffer.allocate(length.getInt(0));
        read(answer);
        answer.flip();
        int answered = ResponseHeader.parse(answer, RESPONSE_HEADER_VERSION).correlationId();
        if (answered != correlationId) {
            throw new IOException("the answer to request " + answered + " came in place of that to " + correlationId);
        }
        var data = new ProduceResponseData(new ByteBufferAccessor(answer), ProduceFrame.VERSION);
        for (TopicProduceResponse topic : data.responses()) {
            for (PartitionProduceResponse partition : topic.partitionResponses()) {
                requireAccepted(topic.name(), partition);
            }
        }
    }

    private static void requireAccepted(String topic, PartitionProduceResponse partition) throws IOException {
        Errors error = Errors.forCode(partition.errorCode());
        if (error != Errors.NONE) {
            throw new IOException("the node refused a batch for " + topic + "-" + partition.index() + ": " + error
                    + ", " + partition.errorMessage());
        }
    }

    private void read(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("the node closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
