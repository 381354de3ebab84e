package io.varve.ingest.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ClientConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteeringTest {

    private static final Id128 READER = new Id128(4, 4);
    private static final Id128 OTHER_READER = new Id128(5, 5);

    private final Steering steering = new Steering(3);
    private final ClientConnection connection = connection(1);
    private long nanos = Long.MAX_VALUE - 1;

    @Test
    void aConsumerIsToldOnceInFiveMinutes() {
        assertThat(tell(connection, 0, READER)).isTrue();
        assertThat(tell(connection, 0, READER)).isFalse();

        pass(Steering.ONCE_IN.minusNanos(1));
        assertThat(tell(connection, 0, READER)).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(tell(connection, 0, READER)).isTrue();
        assertThat(tell(connection, 0, READER)).isFalse();
    }

    @Test
    void partitionsAndConnectionsAreToldForThemselves() {
        tell(connection, 0, READER);

        assertThat(tell(connection, 1, READER)).isTrue();
        assertThat(tell(connection(2), 0, READER)).isTrue();
    }

    @Test
    void aReaderThatTakesTheOthersPlaceOrStartsAnewIsAReasonToTellAgain() {
        tell(connection, 0, READER);

        assertThat(tell(connection, 0, OTHER_READER)).isTrue();
        assertThat(tell(connection, 0, OTHER_READER)).isFalse();
    }

    @Test
    void afterAnErrorTheConsumerIsToldAnew() {
        tell(connection, 0, READER);

        steering.forget(connection.id(), partition(0));

        assertThat(steering.remembered()).isZero();
        assertThat(tell(connection, 0, READER)).isTrue();
    }

    @Test
    void aConnectionThatClosesIsForgottenAlsoWhenItClosedBefore() {
        tell(connection, 0, READER);
        tell(connection, 1, READER);
        connection.close();
        assertThat(steering.remembered()).isZero();

        tell(connection, 0, READER);
        assertThat(steering.remembered()).isZero();
    }

    @Test
    void noMoreIsRememberedThanMay() {
        tell(connection, 0, READER);
        tell(connection, 1, READER);
        tell(connection, 2, READER);

        assertThat(tell(connection, 3, READER)).isFalse();
        assertThat(tell(connection, 2, OTHER_READER)).isTrue();
        assertThat(steering.remembered()).isEqualTo(3);
    }

    private boolean tell(ClientConnection to, int partition, Id128 reader) {
        return steering.tell(to, partition(partition), reader, nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static TopicIdPartition partition(int partition) {
        return new TopicIdPartition(new TopicId(1, 1), partition);
    }

    private static ClientConnection connection(long id) {
        return new ClientConnection(id, "test", InetSocketAddress.createUnresolved("client", 1));
    }
}
