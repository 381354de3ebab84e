package io.varve.clients.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.clients.groups.MemberLine.Committed;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final int PARTITIONS = 2;

    @Test
    void aGroupHasRecoveredWhenEveryPartitionWasCommitted() {
        Recovery recovery = recovery(List.of(1_000L), commit(1_100, 1_150, 0), commit(1_200, 1_250, 1));

        assertThat(recovery).isEqualTo(new Recovery(List.of(250L), 0));
    }

    @Test
    void aCommitThatWasSentBeforeTheClaimSaysNothing() {
        Recovery recovery = recovery(List.of(1_000L), commit(900, 1_100, 0, 1), commit(1_300, 1_400, 0, 1));

        assertThat(recovery.delaysMs()).containsExactly(400L);
    }

    @Test
    void claimsOfOneNodeCountOnceFromTheLast() {
        Recovery recovery = recovery(List.of(1_000L, 1_010L, 1_020L), commit(1_300, 1_400, 0, 1));

        assertThat(recovery.delaysMs()).containsExactly(380L);
    }

    @Test
    void aGroupThatHasNotRecoveredByTheNextClaimWaitsOn() {
        Recovery recovery = recovery(List.of(1_000L, 6_000L), commit(1_100, 1_200, 0), commit(7_000, 7_100, 0, 1));

        assertThat(recovery.delaysMs()).containsExactly(1_100L, 6_100L);
    }

    @Test
    void aClaimWhileMembersComeOrGoIsLeftOut() {
        List<Committed> commits = List.of(commit(1_100, 1_200, 0, 1), commit(9_100, 9_200, 0, 1));
        Recovery recovery =
                Recovery.of(List.of(1_000L, 9_000L), List.of(), List.of(new Span(500, 1_010)), commits, PARTITIONS);

        assertThat(recovery).isEqualTo(new Recovery(List.of(200L), 1));
    }

    @Test
    void aClaimWhileTheNodeBeforeStandsStillCountsFromWhenThatOneGoesOn() {
        Recovery recovery = Recovery.of(
                List.of(3_000L),
                List.of(new Span(1_000, 9_000)),
                List.of(),
                List.of(commit(9_100, 9_200, 0, 1)),
                PARTITIONS);

        assertThat(recovery.delaysMs()).containsExactly(200L);
    }

    @Test
    void aClaimAfterWhichTheFlowEndsIsLeftOut() {
        assertThat(recovery(List.of(1_000L), commit(1_100, 1_200, 0))).isEqualTo(new Recovery(List.of(), 1));
    }

    private static Recovery recovery(List<Long> claimsMs, Committed... commits) {
        return Recovery.of(claimsMs, List.of(), List.of(), List.of(commits), PARTITIONS);
    }

    private static Committed commit(long sentMs, long answeredMs, Integer... partitions) {
        return new Committed(
                sentMs,
                answeredMs,
                1,
                Arrays.stream(partitions).collect(java.util.stream.Collectors.toMap(p -> p, p -> 1L)));
    }
}
