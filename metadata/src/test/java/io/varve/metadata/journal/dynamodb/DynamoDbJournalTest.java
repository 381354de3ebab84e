package io.varve.metadata.journal.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.testkit.dynamodb.DynamoDbServer;
import io.varve.testkit.dynamodb.DynamoDbServer.Fault;
import java.net.URI;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The journal against a server of our own, which can be told to fail.
class DynamoDbJournalTest extends DynamoDbJournalContract {

    private static final ShardId SHARD = ShardId.data(3);
    private static final byte[] ENTRY = {1, 2, 3};

    private static final DynamoDbServer SERVER = DynamoDbServer.shared();

    @Override
    URI endpoint() {
        return SERVER.endpoint();
    }

    @BeforeEach
    void forgetEarlierOperations() {
        SERVER.takeOperations();
    }

    @Test
    void everyCallIsOneRequest() {
        journal().append(SHARD, 0, ENTRY);
        assertThat(SERVER.takeOperations()).containsExactly("PutItem");
        journal().append(SHARD, 0, ENTRY);
        assertThat(SERVER.takeOperations()).containsExactly("PutItem");
        journal().read(SHARD, 0, 1_000);
        assertThat(SERVER.takeOperations()).containsExactly("Query");
        journal().raiseFloor(SHARD, new Floor(0, 1));
        assertThat(SERVER.takeOperations()).containsExactly("PutItem");
        journal().floor(SHARD);
        assertThat(SERVER.takeOperations()).containsExactly("GetItem");
        journal().trim(SHARD, 0, 24);
        assertThat(SERVER.takeOperations()).containsExactly("BatchWriteItem");
        journal().trim(SHARD, 0, 25);
        assertThat(SERVER.takeOperations()).containsExactly("BatchWriteItem", "BatchWriteItem");
    }

    @Test
    void anAppendThatFailsIsUnknownAndNotRetried() {
        for (Fault fault : new Fault[] {Fault.REFUSED, Fault.SERVER_ERROR, Fault.DENIED}) {
            SERVER.failNext(fault);
            assertThat(journal().append(SHARD, 0, ENTRY))
                    .as("%s", fault)
                    .isInstanceOfSatisfying(
                            AppendOutcome.Unknown.class,
                            unknown -> assertThat(unknown.throttled()).isFalse());
        }
        assertThat(SERVER.takeOperations()).hasSize(3);
        assertThat(journal().append(SHARD, 0, ENTRY)).isEqualTo(new AppendOutcome.Appended());
    }

    @Test
    void aThrottledAppendSaysSo() {
        for (Fault fault : new Fault[] {Fault.THROTTLED, Fault.REQUEST_LIMIT}) {
            SERVER.failNext(fault);
            assertThat(journal().append(SHARD, 0, ENTRY))
                    .as("%s", fault)
                    .isInstanceOfSatisfying(
                            AppendOutcome.Unknown.class,
                            unknown -> assertThat(unknown.throttled()).isTrue());
        }
        assertThat(SERVER.takeOperations()).hasSize(2);
    }

    @Test
    void anAppendWhoseReplyIsLostIsOccupiedByItself() {
        SERVER.failNext(Fault.LOST_REPLY);

        assertThat(journal().append(SHARD, 0, ENTRY)).isInstanceOf(AppendOutcome.Unknown.class);
        assertThat(journal().append(SHARD, 0, ENTRY)).isEqualTo(new AppendOutcome.Occupied());
        assertThat(journal().read(SHARD, 0, 1_000).entries()).containsExactly(ENTRY);
    }

    @Test
    void aReadThatFailsSaysWhatToDo() {
        assertThatReadFails(Fault.THROTTLED, JournalException.Kind.THROTTLED);
        assertThatReadFails(Fault.REQUEST_LIMIT, JournalException.Kind.THROTTLED);
        assertThatReadFails(Fault.SERVER_ERROR, JournalException.Kind.UNAVAILABLE);
        assertThatReadFails(Fault.REFUSED, JournalException.Kind.UNAVAILABLE);
        assertThatReadFails(Fault.DENIED, JournalException.Kind.REFUSED);
    }

    private void assertThatReadFails(Fault fault, JournalException.Kind kind) {
        SERVER.failNext(fault, fault);
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().read(SHARD, 0, 1_000))
                .withMessageStartingWith("cannot read shard data-3 of " + location() + ": ")
                .matches(e -> !e.getMessage().contains("\n"))
                .matches(e -> e.kind() == kind);
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal().floor(SHARD))
                .matches(e -> e.kind() == kind);
    }

    @Test
    void deletesThatWereLeftUndoneAreSentAgain() {
        fill(60);
        SERVER.takeOperations();
        SERVER.failNext(Fault.NONE, Fault.SHORT_BATCH, Fault.SHORT_BATCH);
        journal().trim(SHARD, 0, 59);

        assertThat(journal().read(SHARD, 0, 1_000).entries()).isEmpty();
        // Three batches, the second of which took three requests.
        assertThat(SERVER.takeOperations().stream().filter("BatchWriteItem"::equals))
                .hasSize(5);
    }

    @Test
    void aTrimThatIsThrottledForLongStopsAndMayBeRepeated() {
        fill(60);
        SERVER.failNext(Collections.nCopies(4, Fault.THROTTLED).toArray(Fault[]::new));
        for (int i = 0; i < 4; i++) {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal().trim(SHARD, 0, 59))
                    .matches(e -> e.kind() == JournalException.Kind.THROTTLED);
        }
        assertThat(journal().read(SHARD, 0, 1_000).firstSequence()).isZero();

        journal().trim(SHARD, 0, 59);
        assertThat(journal().read(SHARD, 0, 1_000).entries()).isEmpty();
    }

    private void fill(int entries) {
        for (int i = 0; i < entries; i++) {
            assertThat(journal().append(SHARD, i, ENTRY)).isEqualTo(new AppendOutcome.Appended());
        }
    }
}
