package io.varve.kafka.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.RealDoors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever one connection sends, a second one is served, and the bytes in flight go back to none.
@Timeout(60)
class BadInputTest {

    private final HeldHandler<DescribeClusterRequestData> held = new HeldHandler<>(ApiKeys.DESCRIBE_CLUSTER);
    private final HeldHandler<ProduceRequestData> produce = new HeldHandler<>(ApiKeys.PRODUCE);
    private ListenerFixture fixture;
    private RawClient client;
    private RawClient bystander;

    @BeforeEach
    void start() throws IOException {
        fixture = new ListenerFixture(ListenerFixture.BOUNDS, 1 << 20, RealDoors.DOORS, held, produce);
        bystander = fixture.connect();
        client = fixture.connect();
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(ListenerFixture.answers(bystander)).isTrue();
        assertThat(fixture.inFlight.usedBytes()).isZero();
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 7, (1 << 20) + 1, Integer.MAX_VALUE})
    void aFrameOfImpossibleLengthEndsTheConnection(int length) throws IOException {
        client.send(ByteBuffer.allocate(6).putInt(length).array());
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void onlyAProduceRequestMayBeLarge() throws IOException {
        client.send(ByteBuffer.allocate(6)
                .putInt(ListenerFixture.BOUNDS.maxControlFrameBytes() + 1)
                .putShort(ApiKeys.METADATA.id)
                .array());
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void aFrameThatEndsEarlyEndsTheConnection() throws IOException {
        byte[] frame = RawClient.frame(ApiKeys.DESCRIBE_CLUSTER, 0, 1, new DescribeClusterRequestData());
        client.send(Arrays.copyOf(frame, frame.length - 1));
        client.endOutput();
        assertThat(client.isEnded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(shorts = {-1, 5, 999, Short.MAX_VALUE})
    void anUnknownApiEndsTheConnection(short apiKey) throws IOException {
        client.send(RawClient.frame(ByteBuffer.allocate(12).putShort(apiKey).array(), 12));
        assertThat(client.isEnded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1, 2, 99})
    void aProduceRequestOfAVersionThatNobodyCanReadEndsTheConnection(short version) throws IOException {
        client.send(RawClient.frame(
                ByteBuffer.allocate(64)
                        .putShort(ApiKeys.PRODUCE.id)
                        .putShort(version)
                        .array(),
                64));
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void anApiThatIsNotServedSaysSo() throws IOException {
        client.send(ApiKeys.METADATA, 9, 5, new MetadataRequestData().setTopics(new ArrayList<>()));
        var response = new MetadataResponseData();
        assertThat(client.receive(ApiKeys.METADATA, 9, response)).isEqualTo(5);
        assertThat(ListenerFixture.answers(client)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(shorts = {5, 6, 100, Short.MAX_VALUE})
    void anApiVersionsRequestFromTheFutureIsToldOurRangeInVersionZero(short version) throws IOException {
        byte[] frame = RawClient.frame(ApiKeys.API_VERSIONS, 4, 5, new ApiVersionsRequestData());
        ByteBuffer.wrap(frame).putShort(Integer.BYTES + Short.BYTES, version);
        client.send(frame);
        var response = new ApiVersionsResponseData();
        assertThat(client.receive(ApiKeys.API_VERSIONS, 0, response)).isEqualTo(5);
        assertThat(response.errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
        assertThat(response.apiKeys())
                .containsExactly(new ApiVersion()
                        .setApiKey(ApiKeys.API_VERSIONS.id)
                        .setMinVersion((short) 0)
                        .setMaxVersion((short) 4));
        assertThat(ListenerFixture.answers(client)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 100_000, 100})
    void anAbsurdCountOfElementsEndsTheConnection(int count) throws IOException {
        byte[] frame = RawClient.frame(ApiKeys.METADATA, 1, 1, new MetadataRequestData().setTopics(List.of()));
        ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES, count);
        client.send(frame);
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void aRequestOfNothingButTinyFieldsEndsTheConnection() throws IOException {
        var topics = new ArrayList<MetadataRequestTopic>();
        for (int i = 0; i < 40_000; i++) {
            topics.add(new MetadataRequestTopic().setName(""));
        }
        client.send(ApiKeys.METADATA, 9, 1, new MetadataRequestData().setTopics(topics));
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void randomBytesEndTheConnection() throws IOException {
        var random = new Random(11);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[64 + random.nextInt(500)];
            random.nextBytes(bytes);
            // A served API, so that the bytes get as far as they can.
            ByteBuffer.wrap(bytes).putShort(ApiKeys.PRODUCE.id).putShort((short) (3 + random.nextInt(10)));
            try (RawClient noise = fixture.connect()) {
                noise.send(RawClient.frame(bytes, bytes.length));
                noise.endOutput();
                assertThat(noise.isEnded()).isTrue();
            }
        }
    }

    @Test
    void aHandlersBugIsAnsweredAsAnUnknownError() throws Exception {
        client.send(ApiKeys.DESCRIBE_CLUSTER, 0, 9, new DescribeClusterRequestData());
        held.take().reply().completeExceptionally(new IllegalStateException("a bug"));
        var response = new DescribeClusterResponseData();
        assertThat(client.receive(ApiKeys.DESCRIBE_CLUSTER, 0, response)).isEqualTo(9);
        assertThat(response.errorCode()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        assertThat(response.toString()).doesNotContain("bug");
    }

    @Test
    void aKafkaExceptionOfAHandlerKeepsItsCode() throws Exception {
        client.send(ApiKeys.DESCRIBE_CLUSTER, 0, 9, new DescribeClusterRequestData());
        held.take().reply().completeExceptionally(new TopicAuthorizationException("not yours"));
        var response = new DescribeClusterResponseData();
        client.receive(ApiKeys.DESCRIBE_CLUSTER, 0, response);
        assertThat(response.errorCode()).isEqualTo(Errors.TOPIC_AUTHORIZATION_FAILED.code());
    }

    @Test
    void anErrorThatAcksZeroCannotBeToldEndsTheConnection() throws Exception {
        client.send(ApiKeys.PRODUCE, 9, 1, new ProduceRequestData().setAcks((short) 0));
        produce.take().reply().completeExceptionally(new TopicAuthorizationException("not yours"));
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void anAnswerThatCannotBeEncodedEndsTheConnection() throws Exception {
        client.send(ApiKeys.DESCRIBE_CLUSTER, 0, 1, new DescribeClusterRequestData());
        held.take().answer(new DescribeClusterResponseData().setEndpointType((byte) 2));
        assertThat(client.isEnded()).isTrue();
    }
}
