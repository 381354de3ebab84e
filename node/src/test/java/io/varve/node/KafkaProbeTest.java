package io.varve.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.CrashPoints;
import io.varve.core.Id128;
import io.varve.core.SystemDoors;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.RequestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KafkaProbeTest {

    private static final int ID = 7;

    private final KafkaProbe probe =
            new KafkaProbe(SystemDoors.open(CrashPoints.OFF).timers(), Duration.ofSeconds(10));
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void aNodeThatListsItselfServes() {
        answer(metadata(1, ID));

        assertThat(probe.serves(node())).isTrue();
    }

    @Test
    void aNodeThatLeavesItselfOutDoesNot() {
        answer(metadata(1, 2));

        assertThat(probe.serves(node())).isFalse();
    }

    @Test
    void whatIsNoAnswerCountsAsNone() {
        answer(new byte[0]);
        answer(ByteBuffer.allocate(Integer.BYTES).putInt(Integer.MAX_VALUE).array());
        answer(ByteBuffer.allocate(2 * Integer.BYTES).putInt(4).putInt(0).array());

        for (int i = 0; i < 3; i++) {
            assertThat(probe.serves(node())).isFalse();
        }
    }

    @Test
    void nobodyWhoListensIsNoNode() throws IOException {
        Node gone = node();
        server.close();

        assertThat(probe.serves(gone)).isFalse();
    }

    @Test
    void aNodeThatDoesNotAnswerIsNotWaitedForLongerThanTheTimeOut() {
        var impatient = new KafkaProbe(SystemDoors.open(CrashPoints.OFF).timers(), Duration.ofMillis(50));

        assertThat(impatient.serves(node())).isFalse();
    }

    /// Takes one more connection, and answers its request with these bytes.
    private void answer(byte[] bytes) {
        Thread.ofVirtual().start(() -> {
            try (Socket client = server.accept()) {
                var request = new DataInputStream(client.getInputStream());
                request.readFully(new byte[request.readInt()]);
                client.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static byte[] metadata(int... brokers) {
        var response = new MetadataResponseData();
        for (int id : brokers) {
            response.brokers().add(new MetadataResponseBroker().setNodeId(id).setHost("host"));
        }
        short version = 1;
        ByteBuffer content = RequestUtils.serialize(
                new ResponseHeaderData(), ApiKeys.METADATA.responseHeaderVersion(version), response, version);
        return ByteBuffer.allocate(Integer.BYTES + content.remaining())
                .putInt(content.remaining())
                .put(content)
                .array();
    }

    private Node node() {
        var address = new NodeAddress("127.0.0.1", server.getLocalPort(), 0);
        return new Node(ID, address, new Id128(1, 1), List.of(NodeRole.INGEST), "", 1, OptionalLong.empty());
    }
}
