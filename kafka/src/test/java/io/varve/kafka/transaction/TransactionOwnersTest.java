package io.varve.kafka.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.transaction.TransactionOwners.Turn;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class TransactionOwnersTest {

    private static final ProducerIdAndEpoch PRODUCER = new ProducerIdAndEpoch(7, (short) 3);
    private static final ProducerIdAndEpoch NEXT = new ProducerIdAndEpoch(7, (short) 4);

    private final TransactionOwners owners = TransactionOwners.exclusive();
    private final ClientConnection first = connection(1);
    private final ClientConnection second = connection(2);

    private static ClientConnection connection(long id) {
        return new ClientConnection(id, "test", InetSocketAddress.createUnresolved("test", 1));
    }

    @Test
    void whileAConnectionIsOpenAnotherIsRefused() {
        turn(PRODUCER, first).close();

        assertRefused(PRODUCER, second);
        turn(PRODUCER, first).close();
        assertRefused(PRODUCER, second);
    }

    @Test
    void theNextConnectionBeginsWhenTheRequestsOfAClosedOneAreDone() {
        Turn one = turn(PRODUCER, first);
        Turn other = turn(PRODUCER, first);
        first.close();
        assertRefused(PRODUCER, second);
        one.close();
        one.close();
        assertRefused(PRODUCER, second);

        other.close();

        turn(PRODUCER, second).close();
        assertRefused(PRODUCER, connection(3));
    }

    /// What the socket had brought before it was closed may come to be looked at later.
    @Test
    void aRequestOfAClosedConnectionIsRefused() {
        turn(PRODUCER, first).close();
        first.close();

        assertRefused(PRODUCER, first);
        turn(PRODUCER, second).close();
        assertRefused(PRODUCER, first);
    }

    @Test
    void whoHasALaterEpochNeedNotWait() {
        Turn old = turn(PRODUCER, first);

        Turn next = turn(NEXT, second);

        assertRefused(NEXT, first);
        old.close();
        first.close();
        assertRefused(NEXT, first);
        next.close();
        turn(NEXT, second).close();
        assertThat(owners.size()).isOne();
    }

    /// The journal refuses it, and tells it why.
    @Test
    void whoHasAnEarlierEpochIsLetInAndOwnsNothing() {
        turn(NEXT, first).close();

        turn(PRODUCER, second).close();

        turn(NEXT, first).close();
        assertRefused(NEXT, second);
    }

    @Test
    void otherProducersOfAConnectionAreNotInTheWay() {
        var other = new ProducerIdAndEpoch(8, (short) 0);
        turn(PRODUCER, first).close();
        turn(other, second).close();

        assertRefused(other, first);
        assertRefused(PRODUCER, second);
    }

    @Test
    void nothingIsKeptOfConnectionsThatAreClosed() {
        for (int i = 0; i < 100; i++) {
            turn(new ProducerIdAndEpoch(i, (short) 0), first).close();
            turn(new ProducerIdAndEpoch(i, (short) 1), first).close();
        }
        assertThat(owners.size()).isEqualTo(100);
        Turn last = turn(new ProducerIdAndEpoch(5, (short) 1), first);

        first.close();

        assertThat(owners.size()).isOne();
        last.close();
        assertThat(owners.size()).isZero();
    }

    @Test
    void anEndThatComesRightBehindAnAdditionIsOfTheSameTransaction() {
        assertThat(turn(PRODUCER, first).numberOfAdd(5)).isEqualTo(5);

        // The node knows of no more than transaction 4, for the addition is under way.
        assertThat(turn(PRODUCER, first).numberOfEnd(4)).isEqualTo(5);
        assertThat(turn(PRODUCER, first).numberOfEnd(6)).isEqualTo(6);
        assertThat(turn(NEXT, first).numberOfEnd(4)).isEqualTo(4);
    }

    @Test
    void anIndifferentOneLetsEverythingIn() {
        var indifferent = TransactionOwners.indifferent();
        Turn one = indifferent.admit(PRODUCER, first).orElseThrow();
        Turn other = indifferent.admit(PRODUCER, second).orElseThrow();

        assertThat(one.numberOfAdd(5)).isEqualTo(TransactionCommand.ANY_NUMBER);
        assertThat(other.numberOfEnd(5)).isEqualTo(TransactionCommand.ANY_NUMBER);
        assertThat(indifferent.size()).isZero();
    }

    private Turn turn(ProducerIdAndEpoch producer, ClientConnection connection) {
        return owners.admit(producer, connection).orElseThrow();
    }

    private void assertRefused(ProducerIdAndEpoch producer, ClientConnection connection) {
        assertThat(owners.admit(producer, connection)).isEmpty();
    }
}
