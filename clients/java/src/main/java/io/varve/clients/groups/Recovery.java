package io.varve.clients.groups;

import io.varve.clients.groups.MemberLine.Committed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How soon a group is itself again after its shard was claimed: from the claim until commits of all partitions have
/// been acknowledged that were sent after it.
///
/// Claims during which members come or go are left out, since what takes long then is the session of the dead member,
/// and those after which the flow ends. A group that has not recovered by the next claim goes on waiting. A claim that
/// is made while the node before stands still counts from when that one goes on: its connections are open as long, and
/// clients wait for answers on them.
///
/// @param delaysMs of the claims that count, shortest first
/// @param leftOut the number of the others
record Recovery(List<Long> delaysMs, int leftOut) {
    /// Claims of several shards by one node, of which the group's is any.
    private static final long TOGETHER_MS = 1_000;

    private static final long NEVER = Long.MAX_VALUE;

    Recovery {
        delaysMs = List.copyOf(delaysMs);
    }

    /// @param claims in milliseconds since 1970
    /// @param pauses of nodes
    static Recovery of(
            List<Long> claims, List<Span> pauses, List<Span> changes, List<Committed> commits, int partitions) {
        List<Long> claimsMs = claims.stream()
                .map(claimMs -> resumedMs(claimMs, pauses))
                .sorted()
                .toList();
        List<Committed> byAnswer = new ArrayList<>(commits);
        byAnswer.sort(Comparator.comparingLong(Committed::answeredMs));
        List<Long> delaysMs = new ArrayList<>();
        int leftOut = 0;
        for (int i = 0; i < claimsMs.size(); i++) {
            long claimMs = claimsMs.get(i);
            long nextMs = i + 1 < claimsMs.size() ? claimsMs.get(i + 1) : Long.MAX_VALUE;
            if (nextMs - claimMs <= TOGETHER_MS) {
                continue;
            }
            long recoveredMs = recoveredMs(claimMs, byAnswer, partitions);
            if (recoveredMs == NEVER || changes.stream().anyMatch(change -> change.overlaps(claimMs, recoveredMs))) {
                leftOut++;
            } else {
                delaysMs.add(recoveredMs - claimMs);
            }
        }
        delaysMs.sort(Comparator.naturalOrder());
        return new Recovery(delaysMs, leftOut);
    }

    private static long resumedMs(long claimMs, List<Span> pauses) {
        return pauses.stream()
                .filter(pause -> pause.overlaps(claimMs, claimMs))
                .mapToLong(Span::endMs)
                .max()
                .orElse(claimMs);
    }

    private static long recoveredMs(long claimMs, List<Committed> byAnswer, int partitions) {
        Set<Integer> committed = new HashSet<>();
        for (Committed commit : byAnswer) {
            if (commit.sentMs() >= claimMs) {
                committed.addAll(commit.offsets().keySet());
                if (committed.size() == partitions) {
                    return commit.answeredMs();
                }
            }
        }
        return NEVER;
    }

    long medianMs() {
        return delaysMs.get(delaysMs.size() / 2);
    }

    long longestMs() {
        return delaysMs.getLast();
    }
}
