package io.varve.clients.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.clients.Acknowledgement;
import io.varve.clients.LoadId;
import io.varve.clients.groups.GroupCheck.Scope;
import io.varve.clients.groups.GroupCheck.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A log of two partitions: three records in the first, one in the second.
class GroupCheckTest {
    private static final List<Acknowledgement> LOG =
            List.of(written(0, 0, "0-0"), written(0, 1, "0-1"), written(0, 2, "1-0"), written(1, 0, "1-1"));
    private static final Map<Integer, Long> ENDS = Map.of(0, 3L, 1, 1L);
    private static final String[] ALL = {
        "processed 0 0 0-0", "processed 0 1 0-1", "processed 0 2 1-0", "processed 1 0 1-1"
    };

    private final GroupCheck check = new GroupCheck(LOG, ENDS, Scope.GROUP);

    @Test
    void aGroupThatProcessedAndCommittedEverythingIsFine() {
        member("a", "assigned 1 1 0 1", "processed 0 0 0-0", "processed 0 1 0-1", "committed 2 3 1 0:2");
        member("b", "processed 0 2 1-0", "processed 1 0 1-1", "committed 4 5 2 0:3 1:1");
        observed(at(1, 2), at(3, 3, 0, 2), at(5, 6, 0, 3, 1, 1));

        assertThat(check.verdict()).isEqualTo(new Verdict(4, 0, 2, 3, 0, List.of()));
    }

    @Test
    void aRecordThatWasProcessedAgainIsCountedAndAllowed() {
        member("a", ALL);
        member("b", ALL);
        observedTheEnd();

        assertThat(check.verdict().repeated()).isEqualTo(4);
        assertThat(check.verdict().isOk()).isTrue();
    }

    @Test
    void aRecordThatNobodyProcessedWasSkipped() {
        member("a", "processed 0 0 0-0", "processed 0 2 1-0", "processed 1 0 1-1");
        observedTheEnd();

        assertThat(violations()).containsExactly("skipped: 0-1 at 0@1 was processed by nobody");
    }

    @Test
    void aRecordInAnothersPlaceWasChanged() {
        member("a", ALL);
        member("b", "processed 0 1 1-0");
        observedTheEnd();

        assertThat(violations()).containsExactly("changed: b processed 1-0 at 0@1, where 0-1 is");
    }

    @Test
    void aCommitOfMoreThanTheMemberProcessedIsSeen() {
        member("a", ALL);
        member("b", "processed 0 1 0-1", "committed 2 3 1 0:3");
        observedTheEnd();

        assertThat(violations())
                .containsExactly("unprocessed: b's commit of 0:3 in generation 1 (2..3), which had processed up to 2");
    }

    @Test
    void anAnswerBehindACommitThatWasAcknowledgedBeforeTheQuestionWentBack() {
        member("a", concat(ALL, "committed 2 3 1 0:3"));
        observed(at(3, 4, 0, 2), at(9, 9, 0, 3, 1, 1));

        assertThat(violations())
                .containsExactly("back: partition 0 was committed up to 3 before 3, and 2 was the answer at 4");
    }

    @Test
    void anAnswerBehindACommitThatWasAcknowledgedMeanwhileIsAllowed() {
        member("a", concat(ALL, "committed 2 3 1 0:3"));
        observed(at(2, 4), at(9, 9, 0, 3, 1, 1));

        assertThat(check.verdict().isOk()).isTrue();
    }

    @Test
    void anAnswerBehindAnEarlierAnswerWentBackEvenIfNobodyAcknowledgedIt() {
        member("a", ALL);
        observed(at(1, 2, 0, 2), at(3, 4, 0, 1), at(9, 9, 0, 3, 1, 1));

        assertThat(violations())
                .containsExactly("back: partition 0 was committed up to 2 before 3, and 1 was the answer at 4");
    }

    @Test
    void anOffsetThatIsNoLongerThereWentBack() {
        member("a", ALL);
        observed(at(1, 2, 0, 2), at(3, 4), at(9, 9, 0, 3, 1, 1));

        assertThat(violations())
                .containsExactly("back: partition 0 was committed up to 2 before 3, and null was the answer at 4");
    }

    @Test
    void aCommitOfAnEarlierGenerationAfterOneOfALaterIsSeen() {
        member("a", concat(ALL, "committed 6 7 1 0:3"));
        member("b", "processed 1 0 1-1", "committed 4 5 2 1:1");
        observedTheEnd();

        assertThat(violations())
                .containsExactly("generations: a's commit of 0:3 in generation 1 (6..7) was granted after"
                        + " b's commit of 1:1 in generation 2 (4..5)");
    }

    @Test
    void commitsThatWereUnderWayAtOnceMayBeOfAnyGenerations() {
        member("a", concat(ALL, "committed 4 7 1 0:3"));
        member("b", "processed 1 0 1-1", "committed 4 5 2 1:1");
        observedTheEnd();

        assertThat(check.verdict().isOk()).isTrue();
    }

    @Test
    void membersWithEpochsOfTheirOwnAreComparedByPartition() {
        GroupCheck byPartition = new GroupCheck(LOG, ENDS, Scope.PARTITION);
        byPartition.member("a", parse(concat(ALL, "committed 6 7 1 0:3", "committed 6 7 1 1:1")));
        byPartition.member("b", parse("processed 1 0 1-1", "committed 4 5 2 1:1"));
        byPartition.observed(List.of(at(9, 9, 0, 3, 1, 1)));

        assertThat(byPartition.verdict().violations())
                .containsExactly("generations: a's commit of 1:1 in generation 1 (6..7) was granted after"
                        + " b's commit of 1:1 in generation 2 (4..5)");
    }

    @Test
    void aGenerationThatTheClientDoesNotTellIsNotCompared() {
        member("a", concat(ALL, "committed 6 7 - 0:3"));
        member("b", "processed 1 0 1-1", "committed 4 5 2 1:1");
        observedTheEnd();

        assertThat(check.verdict().isOk()).isTrue();
    }

    @Test
    void offsetsThatStopBeforeTheEndAreSeen() {
        member("a", ALL);
        observed(at(9, 9, 0, 2));

        assertThat(violations())
                .containsExactly(
                        "end: partition 0 ends at 3, committed is 2", "end: partition 1 ends at 1, committed is null");
    }

    @Test
    void anAcknowledgedRecordBeyondTheEndIsLost() {
        GroupCheck shorter = new GroupCheck(LOG, Map.of(0, 3L), Scope.GROUP);
        shorter.member("a", parse(ALL));
        shorter.observed(List.of(at(9, 9, 0, 3)));

        assertThat(shorter.verdict().violations())
                .containsExactly("lost: 1-1 was acknowledged at 1@0, beyond the end of the log");
    }

    private void member(String name, String... lines) {
        check.member(name, parse(lines));
    }

    private void observed(Observation... observations) {
        check.observed(List.of(observations));
    }

    private void observedTheEnd() {
        observed(at(9, 9, 0, 3, 1, 1));
    }

    private List<String> violations() {
        return check.verdict().violations();
    }

    private static List<MemberLine> parse(String... lines) {
        return Arrays.stream(lines).map(MemberLine::parse).toList();
    }

    private static String[] concat(String[] lines, String... more) {
        String[] all = Arrays.copyOf(lines, lines.length + more.length);
        System.arraycopy(more, 0, all, lines.length, more.length);
        return all;
    }

    private static Acknowledgement written(int partition, long offset, String id) {
        return new Acknowledgement(partition, offset, LoadId.parse(id), 0);
    }

    private static Observation at(long askedMs, long answeredMs) {
        return new Observation(askedMs, answeredMs, Map.of());
    }

    private static Observation at(long askedMs, long answeredMs, int partition, long offset) {
        return new Observation(askedMs, answeredMs, Map.of(partition, offset));
    }

    private static Observation at(long askedMs, long answeredMs, int p, long offset, int q, long other) {
        return new Observation(askedMs, answeredMs, Map.of(p, offset, q, other));
    }
}
