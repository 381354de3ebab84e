package io.varve.groups.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.metadata.entry.ProducerIdAndEpoch;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import org.junit.jupiter.api.Test;

class OngoingTransactionsTest {

    private static final ProducerIdAndEpoch P = new ProducerIdAndEpoch(7, (short) 3);
    private static final ProducerIdAndEpoch NEXT = new ProducerIdAndEpoch(7, (short) 4);

    private final OngoingTransactions transactions = new OngoingTransactions();

    @Test
    void whoeverWasFoundToHaveATransactionOpenMayAddToIt() {
        VerificationGuard guard = transactions.ask(P);
        assertThat(transactions.contains(P)).isFalse();

        transactions.add(P, guard);

        assertThat(transactions.contains(P)).isTrue();
        assertThat(transactions.contains(NEXT)).isFalse();
        assertThatCode(() -> transactions.add(P, VerificationGuard.SENTINEL)).doesNotThrowAnyException();
    }

    /// The home shard has said yes, the transaction was decided, and then the offsets came.
    @Test
    void whatWasFoundBeforeTheDecisionIsWorthNothingAfterIt() {
        VerificationGuard guard = transactions.ask(P);
        transactions.end(P, false);

        assertThatThrownBy(() -> transactions.add(P, guard)).isInstanceOf(InvalidTxnStateException.class);

        VerificationGuard ofNext = transactions.ask(NEXT);
        assertThatThrownBy(() -> transactions.add(P, guard)).isInstanceOf(InvalidTxnStateException.class);
        assertThat(ofNext.verify(guard)).isFalse();
    }

    /// As soon as all shards know the end, the next transaction begins, and may be asked about before this one is
    /// noted.
    @Test
    void endOfOneTransactionIsNotThatOfTheNextWhereEachHasAnEpoch() {
        VerificationGuard guard = transactions.ask(P);
        VerificationGuard ofNext = transactions.ask(NEXT);
        transactions.end(NEXT, true);

        assertThatThrownBy(() -> transactions.add(P, guard)).isInstanceOf(InvalidTxnStateException.class);
        assertThatCode(() -> transactions.add(NEXT, ofNext)).doesNotThrowAnyException();
    }

    @Test
    void nobodyAddsWhoHasNotAsked() {
        assertThatThrownBy(() -> transactions.add(P, new VerificationGuard()))
                .isInstanceOf(InvalidTxnStateException.class);
        assertThat(transactions.isEmpty()).isTrue();
    }

    /// Nobody would ever hear of its end, and the node would look for that every second.
    @Test
    void ofATransactionThatThereIsNotNothingIsLeft() {
        VerificationGuard guard = transactions.ask(P);
        assertThat(transactions.isEmpty()).isFalse();

        transactions.refused(P, guard);

        assertThat(transactions.isEmpty()).isTrue();
        assertThatThrownBy(() -> transactions.add(P, guard)).isInstanceOf(InvalidTxnStateException.class);
    }

    @Test
    void aRefusalOfOneQuestionIsNoneOfAnother() {
        VerificationGuard one = transactions.ask(P);
        VerificationGuard other = transactions.ask(P);
        transactions.refused(P, one);

        assertThatCode(() -> transactions.add(P, other)).doesNotThrowAnyException();
    }

    @Test
    void aLateRefusalIsNoneOfTheNextTransaction() {
        VerificationGuard late = transactions.ask(P);
        transactions.end(P, false);
        VerificationGuard ofNext = transactions.ask(NEXT);
        transactions.refused(P, late);

        assertThatCode(() -> transactions.add(NEXT, ofNext)).doesNotThrowAnyException();
    }
}
