package io.varve.clients.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CopyCheckTest {

    @Test
    void theSameRecordsInTheSameOrderAreFine() {
        assertThat(check(List.of("a", "b"), List.of("a", "b")).verdict())
                .isEqualTo(new CopyCheck.Verdict(2, 2, 0, 0, 0, List.of()));
    }

    @Test
    void aRecordThatWasNotCopiedIsMissing() {
        CopyCheck.Verdict verdict = check(List.of("a", "b"), List.of("a")).verdict();

        assertThat(verdict.missing()).isEqualTo(1);
        assertThat(verdict.differences())
                .containsExactly("partition 0: record 1 is not there in the copy and b in the original");
    }

    @Test
    void aRecordThatWasCopiedTwiceIsRepeated() {
        CopyCheck.Verdict verdict =
                check(List.of("a", "b"), List.of("a", "a", "b")).verdict();

        assertThat(verdict.repeated()).isEqualTo(1);
        assertThat(verdict.differences())
                .containsExactly("partition 0: record 1 is a in the copy and b in the original");
    }

    @Test
    void aRecordOfNobodyIsStrange() {
        CopyCheck.Verdict verdict = check(List.of("a"), List.of("a", "x")).verdict();

        assertThat(verdict.strange()).isEqualTo(1);
        assertThat(verdict.isOk()).isFalse();
    }

    @Test
    void anotherOrderIsADifference() {
        CopyCheck.Verdict verdict = check(List.of("a", "b"), List.of("b", "a")).verdict();

        assertThat(verdict.missing() + verdict.repeated() + verdict.strange()).isZero();
        assertThat(verdict.isOk()).isFalse();
    }

    @Test
    void aRecordInAnotherPartitionIsADifference() {
        CopyCheck check = check(List.of("a"), List.of());
        check.copy(1, "a");

        assertThat(check.verdict().differences()).hasSize(2);
    }

    private static CopyCheck check(List<String> original, List<String> copy) {
        CopyCheck check = new CopyCheck();
        original.forEach(record -> check.original(0, record));
        copy.forEach(record -> check.copy(0, record));
        return check;
    }
}
