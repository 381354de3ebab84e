package io.varve.metadata.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.entry.Participants;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.state.Refusal;
import io.varve.metadata.transaction.TransactionVerdict.Changed;
import io.varve.metadata.transaction.TransactionVerdict.Known;
import io.varve.metadata.transaction.TransactionVerdict.Refused;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `checks/35-transactions` cannot catch a coordinator at: requests that come while participants have yet to hear
/// of the last transaction's end, and an id whose epochs are used up then.
class TransactionalIdTest {

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long PRODUCER = 7;
    private static final long NEXT_PRODUCER = 8;
    private static final Participants GROUP_SHARD = Participants.ofGroupShard(2);

    /// A client that is told the next epoch at the decision may begin with it, and even give up, before
    /// participants know. It has done nothing wrong, and asks again.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoComesBeforeParticipantsKnowIsToAskAgain(boolean committed) {
        TransactionalId decided = end(ongoing(0), producer(0), committed);
        assertThat(decided.producer()).isEqualTo(producer(1));

        assertAskedToComeAgain(decided, producer(1));
        assertAskedToComeAgain(decided, producer(0));

        TransactionalId settled = decided.heard(Participants.NONE, NOW_MS);
        assertThat(TransactionalId.end(settled, ended(producer(1), false), NOW_MS))
                .isInstanceOf(Changed.class);
        assertThat(TransactionalId.end(settled, ended(producer(0), committed), NOW_MS))
                .isEqualTo(new Known(producer(1)));
    }

    /// The id that comes next is told at the decision too.
    @Test
    void whoHasTheNextIdAlreadyIsToAskAgain() {
        TransactionalId decided = end(ongoing(Short.MAX_VALUE - 1), producer(Short.MAX_VALUE - 1), true);
        var next = new ProducerIdAndEpoch(NEXT_PRODUCER, (short) 0);
        assertThat(decided.afterwards()).isEqualTo(next);

        assertAskedToComeAgain(decided, next);

        TransactionalId settled = decided.heard(Participants.NONE, NOW_MS);
        assertThat(TransactionalId.add(settled, added(next), NOW_MS)).isInstanceOf(Changed.class);
    }

    /// By the old protocol all transactions have one epoch, and an end that comes again may be another one's.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoEndsByTheOldProtocolBeforeParticipantsKnowIsToAskAgain(boolean commit) {
        TransactionalId decided = changed(TransactionalId.end(
                ongoing(0),
                new TransactionCommand.End("t", producer(0), true, false, ProducerIdAndEpoch.NO_PRODUCER_ID),
                NOW_MS));

        assertConcurrent(TransactionalId.end(
                decided,
                new TransactionCommand.End("t", producer(0), commit, false, ProducerIdAndEpoch.NO_PRODUCER_ID),
                NOW_MS));
    }

    /// A node may have been asked for it long before it gets round to the journal.
    @Test
    void anEndThatNamesAnEarlierTransactionDoesNotDecideTheNext() {
        TransactionalId first = changed(TransactionalId.add(ready(), addedByName(1), NOW_MS));
        TransactionalId committed = settled(changed(TransactionalId.end(first, endByName(true, 1), NOW_MS)));
        TransactionalId second = changed(TransactionalId.add(committed, addedByName(2), NOW_MS));

        assertAnother(TransactionalId.end(second, endByName(true, 1), NOW_MS));
        assertAnother(TransactionalId.end(second, endByName(false, 1), NOW_MS));

        TransactionalId aborted = settled(changed(TransactionalId.end(second, endByName(false, 2), NOW_MS)));
        assertThat(TransactionalId.end(aborted, endByName(false, 2), NOW_MS)).isEqualTo(new Known(producer(0)));
    }

    @Test
    void anAdditionThatNamesAnEarlierTransactionNeitherBeginsNorJoinsTheNext() {
        TransactionalId first = changed(TransactionalId.add(ready(), addedByName(1), NOW_MS));
        assertThat(TransactionalId.add(first, addedByName(1), NOW_MS)).isEqualTo(new Known(producer(0)));
        TransactionalId committed = settled(changed(TransactionalId.end(first, endByName(true, 1), NOW_MS)));

        assertAnother(TransactionalId.add(committed, addedByName(1), NOW_MS));
        TransactionalId second = changed(TransactionalId.add(committed, addedByName(2), NOW_MS));
        assertAnother(TransactionalId.add(second, addedByName(1), NOW_MS));
    }

    private static TransactionalId ready() {
        return changed(TransactionalId.init(
                null, new TransactionCommand.Init("t", 60_000, Optional.empty(), PRODUCER), NOW_MS));
    }

    private static TransactionalId settled(TransactionalId decided) {
        return decided.heard(Participants.NONE, NOW_MS);
    }

    private static TransactionCommand.Add addedByName(long number) {
        return new TransactionCommand.Add("t", producer(0), false, GROUP_SHARD, number);
    }

    private static TransactionCommand.End endByName(boolean commit, long number) {
        return new TransactionCommand.End("t", producer(0), commit, false, ProducerIdAndEpoch.NO_PRODUCER_ID, number);
    }

    private static void assertAnother(TransactionVerdict verdict) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(Refusal.ANOTHER_TRANSACTION));
    }

    private static void assertAskedToComeAgain(TransactionalId decided, ProducerIdAndEpoch sender) {
        assertConcurrent(TransactionalId.add(decided, added(sender), NOW_MS));
        assertConcurrent(TransactionalId.end(decided, ended(sender, true), NOW_MS));
        assertConcurrent(TransactionalId.end(decided, ended(sender, false), NOW_MS));
        assertConcurrent(TransactionalId.init(
                decided,
                new TransactionCommand.Init("t", 60_000, Optional.of(sender), ProducerIdAndEpoch.NO_PRODUCER_ID),
                NOW_MS));
    }

    private static void assertConcurrent(TransactionVerdict verdict) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.CONCURRENT_TRANSACTIONS));
    }

    private static TransactionalId ongoing(int epoch) {
        TransactionalId empty = changed(TransactionalId.init(
                null, new TransactionCommand.Init("t", 60_000, Optional.empty(), PRODUCER), NOW_MS));
        for (int i = 0; i < epoch; i++) {
            empty = changed(TransactionalId.init(
                    empty,
                    new TransactionCommand.Init("t", 60_000, Optional.empty(), ProducerIdAndEpoch.NO_PRODUCER_ID),
                    NOW_MS));
        }
        return changed(TransactionalId.add(empty, added(producer(epoch)), NOW_MS));
    }

    private static TransactionalId end(TransactionalId known, ProducerIdAndEpoch sender, boolean commit) {
        return changed(TransactionalId.end(known, ended(sender, commit), NOW_MS));
    }

    private static TransactionCommand.Add added(ProducerIdAndEpoch sender) {
        return new TransactionCommand.Add("t", sender, true, GROUP_SHARD);
    }

    private static TransactionCommand.End ended(ProducerIdAndEpoch sender, boolean commit) {
        return new TransactionCommand.End("t", sender, commit, true, NEXT_PRODUCER);
    }

    private static TransactionalId changed(TransactionVerdict verdict) {
        return ((Changed) verdict).after();
    }

    private static ProducerIdAndEpoch producer(int epoch) {
        return new ProducerIdAndEpoch(PRODUCER, (short) epoch);
    }
}
