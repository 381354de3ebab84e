package io.varve.kafka.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.CrashPoint;
import io.varve.core.CrashPoints;
import io.varve.core.SystemDoors;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The crash point behind an acknowledgement, at which a node stands still here.
@Timeout(60)
class AcknowledgementTest {

    private static final int PRODUCE_VERSION = 9;

    private final HeldHandler<ProduceRequestData> produce = new HeldHandler<>(ApiKeys.PRODUCE);
    private final HeldHandler<DescribeClusterRequestData> other = new HeldHandler<>(ApiKeys.DESCRIBE_CLUSTER);
    private final CompletableFuture<CrashPoint> reached = new CompletableFuture<>();
    private final CompletableFuture<Void> goOn = new CompletableFuture<>();
    private ListenerFixture fixture;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        CrashPoints standStill = point -> {
            reached.complete(point);
            goOn.join();
        };
        fixture = new ListenerFixture(ListenerFixture.BOUNDS, 1 << 20, SystemDoors.open(standStill), produce, other);
        client = fixture.connect();
    }

    @AfterEach
    void stop() throws IOException {
        goOn.complete(null);
        fixture.close();
    }

    @Test
    void aClientHasItsAcknowledgementWhenTheNodeDiesAfterIt() throws Exception {
        client.send(ApiKeys.PRODUCE, PRODUCE_VERSION, 1, new ProduceRequestData().setAcks((short) -1));
        produce.take().answer(new ProduceResponseData());

        assertThat(reached.get()).isEqualTo(CrashPoint.AFTER_ACKNOWLEDGE);
        assertThat(client.receive(ApiKeys.PRODUCE, PRODUCE_VERSION, new ProduceResponseData()))
                .isEqualTo(1);
    }

    @Test
    void onlyProduceIsAcknowledged() throws Exception {
        for (int id = 0; id < 2; id++) {
            client.send(ApiKeys.DESCRIBE_CLUSTER, 0, id, new DescribeClusterRequestData());
            other.take().answer(new DescribeClusterResponseData());
            client.receive(ApiKeys.DESCRIBE_CLUSTER, 0, new DescribeClusterResponseData());
        }

        assertThat(reached).isNotDone();
    }
}
