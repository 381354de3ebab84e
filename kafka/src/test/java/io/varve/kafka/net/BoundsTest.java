package io.varve.kafka.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Doors;
import io.varve.kafka.RealDoors;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.Features;
import io.varve.kafka.net.HeldHandler.Held;
import io.varve.kafka.net.ListenerSettings.Bounds;
import io.varve.testkit.ManualDoors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BoundsTest {

    private static final int MIB = 1 << 20;
    private static final Bounds BOUNDS = new Bounds(
            4 * MIB, 1 << 17, 4, 1_000, Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(2));

    private final HeldHandler<ProduceRequestData> produce = new HeldHandler<>(ApiKeys.PRODUCE);
    private final ManualDoors time = new ManualDoors();
    private ListenerFixture fixture;

    private void listen(Bounds bounds, long inFlightBytes, Doors doors) throws IOException {
        fixture = new ListenerFixture(bounds, inFlightBytes, doors, produce);
    }

    @AfterEach
    void stop() throws IOException {
        if (fixture != null) {
            fixture.close();
        }
    }

    private static byte[] produceFrame(int recordBytes) {
        var topic = new TopicProduceData().setName("t");
        topic.partitionData()
                .add(new PartitionProduceData()
                        .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(recordBytes))));
        var topics = new TopicProduceDataCollection();
        topics.add(topic);
        return RawClient.frame(
                ApiKeys.PRODUCE,
                9,
                1,
                new ProduceRequestData().setAcks((short) -1).setTopicData(topics));
    }

    private static byte[] announcement(int frameBytes) {
        return ByteBuffer.allocate(6)
                .putInt(frameBytes)
                .putShort(ApiKeys.PRODUCE.id)
                .array();
    }

    private static void answer(Held<ProduceRequestData> request) {
        request.answer(new ProduceResponseData());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8_000, 65_000, 66_000, 524_288, 600_000, 4_000_000})
    void aFrameOfAnySizeArrivesWhole(int recordBytes) throws Exception {
        listen(BOUNDS, 8 * MIB, RealDoors.DOORS);
        RawClient client = fixture.connect();
        byte[] frame = produceFrame(recordBytes);
        for (int i = 0; i < recordBytes; i++) {
            frame[frame.length - 4 - i] = (byte) (i * 31);
        }
        client.send(frame);
        ByteBuffer records = records(produce.take());
        assertThat(records.remaining()).isEqualTo(recordBytes);
        for (int i = 0; i < recordBytes; i++) {
            assertThat(records.get(recordBytes - 1 - i)).isEqualTo((byte) (i * 31));
        }
    }

    private static ByteBuffer records(Held<ProduceRequestData> request) {
        var records = (MemoryRecords) request.request()
                .topicData()
                .iterator()
                .next()
                .partitionData()
                .getFirst()
                .records();
        return records.buffer();
    }

    @Test
    void recordsAreASliceOfTheFrame() throws Exception {
        listen(BOUNDS, 8 * MIB, RealDoors.DOORS);
        fixture.connect().send(produceFrame(1_000));
        ByteBuffer records = records(produce.take());
        assertThat(records.array()).hasSizeGreaterThan(1_000);
        assertThat(records.arrayOffset()).isPositive();
    }

    @Test
    void whatIsAnnouncedAndNotSentOccupiesAStepOnly() throws Exception {
        listen(BOUNDS, 8 * MIB, RealDoors.DOORS);
        for (int i = 0; i < 100; i++) {
            fixture.connect().send(announcement(4 * MIB));
        }
        RawClient bystander = fixture.connect();
        bystander.send(produceFrame(MIB));
        answer(produce.take());
        bystander.receive();
        assertThat(fixture.inFlight.usedBytes()).isLessThanOrEqualTo(100 * 65_536);
    }

    @Test
    void beyondTheBytesInFlightTheListenerStopsReadingUntilAnAnswerFreesThem() throws Exception {
        listen(BOUNDS, 4 * MIB, RealDoors.DOORS);
        fixture.connect().send(produceFrame(3 * MIB));
        Held<ProduceRequestData> first = produce.take();
        assertThat(first.context().held()).isLessThan(Duration.ofSeconds(1));
        RawClient second = fixture.connect();
        second.send(produceFrame(60_000));
        Held<ProduceRequestData> small = produce.take();
        RawClient third = fixture.connect();
        RawClient fourth = fixture.connect();
        third.send(produceFrame(2 * MIB));
        // It has begun and may overdraw, so that begun frames cannot wait for each other; the next one may not.
        Held<ProduceRequestData> overdrawn = produce.take();
        long usedBytes = fixture.inFlight.usedBytes();
        assertThat(usedBytes).isBetween(5L * MIB, 6L * MIB);
        new Thread(() -> sendQuietly(fourth, produceFrame(MIB))).start();
        answer(first);
        answer(small);
        answer(overdrawn);
        assertThat(produce.take().context().held()).isPositive();
    }

    @Test
    void bytesThatAHandlerKeepsAreInFlightBeyondTheAnswer() throws Exception {
        listen(BOUNDS, 8 * MIB, RealDoors.DOORS);
        RawClient client = fixture.connect();
        client.send(produceFrame(MIB));
        Held<ProduceRequestData> request = produce.take();
        var upload = new CompletableFuture<Void>();
        var otherUpload = new CompletableFuture<Void>();
        request.context().keepBytesUntil(upload);
        request.context().keepBytesUntil(otherUpload);
        answer(request);
        client.receive();
        assertThat(fixture.inFlight.usedBytes()).isGreaterThanOrEqualTo(MIB);
        upload.complete(null);
        assertThat(fixture.inFlight.usedBytes()).isGreaterThanOrEqualTo(MIB);
        otherUpload.completeExceptionally(new IllegalStateException("the store is down"));
        assertThat(fixture.inFlight.usedBytes()).isZero();
    }

    private static void sendQuietly(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClientThatStopsWithinAFrameIsClosedAndAnIdleOneStaysLonger() throws Exception {
        listen(BOUNDS, 8 * MIB, time.doors());
        RawClient idle = fixture.connect();
        assertThat(ListenerFixture.answers(idle)).isTrue();
        RawClient stalled = fixture.connect();
        stalled.send(announcement(MIB));
        while (fixture.inFlight.usedBytes() == 0) {
            Thread.onSpinWait();
        }
        time.advance(BOUNDS.maxStall().plusSeconds(2));
        assertThat(stalled.isEnded()).isTrue();
        // The client may hear of the end before the connection's reader does.
        while (fixture.inFlight.usedBytes() > 0) {
            Thread.onSpinWait();
        }
        assertThat(ListenerFixture.answers(idle)).isTrue();
        time.advance(BOUNDS.maxIdle().plusSeconds(2));
        assertThat(idle.isEnded()).isTrue();
    }

    @Test
    void aConnectionBeyondTheBoundIsClosedAndTheOthersStay() throws Exception {
        var two = new Bounds(
                BOUNDS.maxFrameBytes(), 1 << 17, 4, 2, BOUNDS.maxIdle(), BOUNDS.maxStall(), BOUNDS.maxDrain());
        listen(two, 8 * MIB, RealDoors.DOORS);
        RawClient first = fixture.connect();
        RawClient second = fixture.connect();
        assertThat(ListenerFixture.answers(first)).isTrue();
        assertThat(ListenerFixture.answers(second)).isTrue();
        assertThat(fixture.connect().isEnded()).isTrue();
        assertThat(ListenerFixture.answers(first)).isTrue();
    }

    @Test
    void requestsThatNeverFinishDoNotKeepTheListenerOpen() throws Exception {
        listen(BOUNDS, 8 * MIB, time.doors());
        RawClient client = fixture.connect();
        client.send(produceFrame(10));
        produce.take();
        Thread closing = Thread.ofVirtual().start(fixture.listener::close);
        // The cut is a timer that close() registers.
        while (closing.isAlive()) {
            time.advance(BOUNDS.maxDrain());
        }
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void aBudgetSmallerThanAFrameIsRefused() {
        assertThatThrownBy(() -> KafkaListener.start(
                        new ListenerSettings("test", "127.0.0.1", 0, BOUNDS),
                        new ApiRegistry(List.of(), Features.NONE),
                        new InFlightBytes(MIB),
                        RealDoors.DOORS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4194304");
    }
}
