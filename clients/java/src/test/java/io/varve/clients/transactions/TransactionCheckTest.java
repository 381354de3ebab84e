package io.varve.clients.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.clients.transactions.TransactionCheck.Anomalies;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionCheckTest {
    private static final String COMMITTED = "0 commit commit 0:a 1:b";
    private static final String ABORTED = "1 abort abort 0:c 1:d";
    private static final String UNKNOWN = "2 commit unknown 0:e 1:f";

    @Test
    void aLineSaysWhatItWasMadeOf() {
        assertThat(TransactionLine.parse(UNKNOWN).line()).isEqualTo(UNKNOWN);
    }

    @Test
    void whatWasCommittedAndNothingElseIsFine() {
        TransactionCheck check = check(COMMITTED, ABORTED);
        check.record(0, 0, "a");
        check.record(1, 0, "b");

        assertThat(check.verdict())
                .isEqualTo(new TransactionCheck.Verdict(1, 1, 0, 0, 2, new Anomalies(0, 0, 0), 0, List.of()));
    }

    @Test
    void transactionsAreCountedByWhatIsWrongWithThem() {
        TransactionCheck check = check("0 commit commit 0:a 1:b", "1 abort abort 0:c 1:d", "2 commit commit 0:e");
        check.record(0, 0, "a");
        check.record(0, 1, "c");
        check.record(1, 1, "d");

        assertThat(check.verdict().anomalies()).isEqualTo(new Anomalies(1, 2, 1));
    }

    @Test
    void aTransactionThatEndedAsWasNotDecidedIsCountedAndAllowed() {
        TransactionCheck check = check("0 commit abort 0:a");

        assertThat(check.verdict().failed()).isEqualTo(1);
        assertThat(check.verdict().isOk()).isTrue();
    }

    @Test
    void aCommittedRecordThatIsNotThereIsLost() {
        TransactionCheck check = check(COMMITTED);
        check.record(0, 0, "a");

        assertThat(violations(check)).containsExactly("lost: b was committed");
    }

    @Test
    void anAbortedRecordIsNotToBeSeen() {
        TransactionCheck check = check(ABORTED);
        check.record(0, 7, "c");

        assertThat(violations(check)).containsExactly("aborted: c at 0@7 is of an aborted transaction");
    }

    @Test
    void anUnknownTransactionIsThereOrIsNot() {
        TransactionCheck there = check(UNKNOWN);
        there.record(0, 0, "e");
        there.record(1, 0, "f");

        assertThat(violations(there)).isEmpty();
        assertThat(violations(check(UNKNOWN))).isEmpty();
    }

    @Test
    void aPartOfAnUnknownTransactionIsTorn() {
        TransactionCheck check = check(UNKNOWN);
        check.record(0, 0, "e");

        assertThat(violations(check)).containsExactly("torn: of transaction 2 these are missing: [f]");
    }

    @Test
    void aRecordThatIsThereTwiceIsFound() {
        TransactionCheck check = check("0 commit commit 0:a");
        check.record(0, 0, "a");
        check.record(0, 1, "a");

        assertThat(violations(check)).containsExactly("duplicate: a at 0@1 was there before");
    }

    @Test
    void recordsOfAPartitionStandInTheOrderOfSending() {
        TransactionCheck check = check("0 commit commit 0:a 1:b", "2 commit commit 0:c");
        check.record(1, 0, "b");
        check.record(0, 0, "c");
        check.record(0, 1, "a");

        assertThat(violations(check)).containsExactly("order: a at 0@1 comes after c");
    }

    @Test
    void recordsOfNobodyAndInOtherPartitionsAreFound() {
        TransactionCheck check = check("0 commit commit 0:a");
        check.record(1, 0, "a");
        check.record(1, 1, "x");

        assertThat(violations(check))
                .containsExactly("moved: a at 1@0 was sent to partition 0", "stranger: x at 1@1 is of no transaction");
    }

    private static TransactionCheck check(String... lines) {
        return new TransactionCheck(
                Arrays.stream(lines).map(TransactionLine::parse).toList());
    }

    private static List<String> violations(TransactionCheck check) {
        return check.verdict().violations();
    }
}
