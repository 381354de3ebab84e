package io.varve.kafka.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.RealDoors;
import io.varve.kafka.api.Reply;
import io.varve.kafka.net.HeldHandler.Held;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipeliningTest {

    private static final int MAX_IN_FLIGHT = ListenerFixture.BOUNDS.maxRequestsInFlight();

    private final HeldHandler<DescribeClusterRequestData> held = new HeldHandler<>(ApiKeys.DESCRIBE_CLUSTER);
    private final HeldHandler<ProduceRequestData> produce = new HeldHandler<>(ApiKeys.PRODUCE);
    private ListenerFixture fixture;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        fixture = new ListenerFixture(ListenerFixture.BOUNDS, 1 << 20, RealDoors.DOORS, held, produce);
        client = fixture.connect();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private void send(int correlationId) throws IOException {
        client.send(ApiKeys.DESCRIBE_CLUSTER, 0, correlationId, new DescribeClusterRequestData());
    }

    private int receive() throws IOException {
        var response = new DescribeClusterResponseData();
        int correlationId = client.receive(ApiKeys.DESCRIBE_CLUSTER, 0, response);
        assertThat(response.clusterId()).isEqualTo("answer to " + correlationId);
        return correlationId;
    }

    private static void answer(Held<DescribeClusterRequestData> request) {
        request.answer(new DescribeClusterResponseData()
                .setClusterId("answer to " + request.context().correlationId()));
    }

    @Test
    void answersLeaveInTheOrderOfTheRequestsWhateverTheOrderOfCompletion() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 50; round++) {
            List<Held<DescribeClusterRequestData>> begun = new ArrayList<>();
            for (int i = 0; i < MAX_IN_FLIGHT; i++) {
                send(round * MAX_IN_FLIGHT + i);
            }
            for (int i = 0; i < MAX_IN_FLIGHT; i++) {
                begun.add(held.take());
                assertThat(begun.get(i).context().correlationId()).isEqualTo(round * MAX_IN_FLIGHT + i);
            }
            Collections.shuffle(begun, random);
            begun.forEach(PipeliningTest::answer);
            for (int i = 0; i < MAX_IN_FLIGHT; i++) {
                assertThat(receive()).isEqualTo(round * MAX_IN_FLIGHT + i);
            }
        }
    }

    @Test
    void aRequestBeyondTheBoundBeginsWhenAnAnswerHasLeft() throws Exception {
        for (int id = 0; id <= MAX_IN_FLIGHT; id++) {
            send(id);
        }
        Held<DescribeClusterRequestData> first = held.take();
        for (int id = 1; id < MAX_IN_FLIGHT; id++) {
            held.take();
        }
        // Another connection's whole exchange gives the first one time to begin too much.
        assertThat(ListenerFixture.answers(fixture.connect())).isTrue();
        assertThat(held.begun()).isZero();
        answer(first);
        assertThat(receive()).isZero();
        assertThat(held.take().context().correlationId()).isEqualTo(MAX_IN_FLIGHT);
    }

    @Test
    void aRequestWithoutAnAnswerDoesNotHoldUpTheNext() throws Exception {
        client.send(ApiKeys.PRODUCE, 9, 1, new ProduceRequestData().setAcks((short) 0));
        send(2);
        Held<ProduceRequestData> silent = produce.take();
        answer(held.take());
        silent.reply().complete(new Reply.Silence());
        assertThat(receive()).isEqualTo(2);
    }

    @Test
    void aParkedRequestHearsThatItsClientHasGone() throws Exception {
        send(1);
        var gone = new CompletableFuture<Boolean>();
        held.take().context().connection().onClose(() -> gone.complete(true));
        client.close();
        assertThat(gone.get()).isTrue();
    }

    @Test
    void aMutedConnectionIsNotReadUntilItsTime() throws Exception {
        send(1);
        Held<DescribeClusterRequestData> first = held.take();
        long untilNanos = RealDoors.CLOCK.nanoTime() + 300_000_000;
        first.context().connection().muteUntil(untilNanos);
        answer(first);
        receive();
        // The reader was waiting for this one before the connection was muted.
        send(2);
        answer(held.take());
        receive();
        send(3);
        held.take();
        assertThat(RealDoors.CLOCK.nanoTime()).isGreaterThanOrEqualTo(untilNanos);
    }

    @Test
    void closingTheListenerLetsRequestsInFlightFinish() throws Exception {
        send(1);
        Held<DescribeClusterRequestData> request = held.take();
        var closed = new CompletableFuture<Void>();
        RealDoors.DOORS.threads().start("closing", () -> {
            fixture.listener.close();
            closed.complete(null);
        });
        answer(request);
        assertThat(receive()).isEqualTo(1);
        assertThat(client.isEnded()).isTrue();
        closed.get();
        assertThat(fixture.listener.connectionCount()).isZero();
    }
}
