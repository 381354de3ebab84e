package io.varve.clients.groups;

import io.varve.clients.Acknowledgement;
import io.varve.clients.LoadId;
import io.varve.clients.groups.MemberLine.Assigned;
import io.varve.clients.groups.MemberLine.Committed;
import io.varve.clients.groups.MemberLine.Processed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Holds what the members of one group wrote down, and what an outsider saw of its committed offsets, against the log.
/// Feed it the lines of every member and all observations, then ask for the [#verdict].
///
/// Demanded:
/// - the log has every acknowledged record;
/// - every record of the log was processed by a member at least once, as the record that it is;
/// - a member had an offset acknowledged only for what it had processed itself;
/// - an observation is behind no commit that was acknowledged before it was asked for, and behind no earlier one;
/// - a commit of an earlier generation was not sent after one of a later generation was acknowledged;
/// - the last observation has the end offset of every partition.
final class GroupCheck {
    private static final int VIOLATIONS_KEPT = 20;

    private final Map<Place, LoadId> log = new HashMap<>();
    private final Map<Integer, Long> ends;
    private final Scope generations;
    private final Map<Place, Integer> processed = new HashMap<>();
    private final List<Grant> grants = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long violationCount;
    private long repeated;
    private long commits;

    /// What a generation is one of: the whole group in the classic protocol, where all members have the same; of a
    /// partition where members have epochs of their own, which say who was given the partition later.
    enum Scope {
        GROUP,
        PARTITION
    }

    private record Place(int partition, long offset) {
        @Override
        public String toString() {
            return partition + "@" + offset;
        }
    }

    /// An acknowledged commit of one partition.
    private record Grant(String member, Committed commit, int partition, long offset) {
        @Override
        public String toString() {
            return member + "'s commit of " + partition + ":" + offset + " in generation " + commit.generation() + " ("
                    + commit.sentMs() + ".." + commit.answeredMs() + ")";
        }
    }

    /// @param records of the log
    /// @param repeated how often a record was processed that had been before
    /// @param violations the first of them
    record Verdict(
            long records,
            long repeated,
            long commits,
            long observations,
            long violationCount,
            List<String> violations) {
        boolean isOk() {
            return violationCount == 0;
        }
    }

    /// @param acknowledgements of the load that wrote the log
    /// @param ends the end offset of every partition of the log, which starts at 0
    GroupCheck(List<Acknowledgement> acknowledgements, Map<Integer, Long> ends, Scope generations) {
        this.ends = new TreeMap<>(ends);
        this.generations = generations;
        for (Acknowledgement acknowledgement : acknowledgements) {
            Place place = new Place(acknowledgement.partition(), acknowledgement.offset());
            log.put(place, acknowledgement.id());
            if (place.offset() >= ends.getOrDefault(place.partition(), 0L)) {
                violation("lost: " + acknowledgement.id() + " was acknowledged at " + place
                        + ", beyond the end of the log");
            }
        }
    }

    /// Everything that a member wrote down, from its start to its end.
    void member(String name, List<MemberLine> lines) {
        Map<Integer, Long> next = new HashMap<>();
        for (MemberLine line : lines) {
            switch (line) {
                case Assigned _ -> {}
                case Processed record -> {
                    next.put(record.partition(), record.offset() + 1);
                    process(name, record);
                }
                case Committed commit -> {
                    commits++;
                    commit.offsets().forEach((partition, offset) -> {
                        Grant grant = new Grant(name, commit, partition, offset);
                        grants.add(grant);
                        if (!offset.equals(next.get(partition))) {
                            violation("unprocessed: " + grant + ", which had processed up to " + next.get(partition));
                        }
                    });
                }
            }
        }
    }

    private void process(String name, Processed record) {
        Place place = new Place(record.partition(), record.offset());
        LoadId written = log.get(place);
        if (record.id() == null || written != null && !written.equals(record.id())) {
            violation("changed: " + name + " processed " + record.id() + " at " + place + ", where " + written + " is");
        }
        if (processed.merge(place, 1, Integer::sum) > 1) {
            repeated++;
        }
    }

    /// What one outsider saw, who asked only when the last answer was there.
    void observed(List<Observation> seen) {
        observations.addAll(seen);
    }

    Verdict verdict() {
        long records = 0;
        for (Map.Entry<Integer, Long> end : ends.entrySet()) {
            records += end.getValue();
            for (long offset = 0; offset < end.getValue(); offset++) {
                Place place = new Place(end.getKey(), offset);
                if (!processed.containsKey(place)) {
                    violation("skipped: " + log.get(place) + " at " + place + " was processed by nobody");
                }
            }
        }
        checkNothingGoesBack();
        checkGenerations();
        checkEnds();
        return new Verdict(records, repeated, commits, observations.size(), violationCount, List.copyOf(violations));
    }

    /// By time of question, with everything that had been answered until then.
    private void checkNothingGoesBack() {
        List<Grant> byAnswer = new ArrayList<>(grants);
        byAnswer.sort(Comparator.comparingLong(grant -> grant.commit().answeredMs()));
        Map<Integer, Long> floor = new TreeMap<>();
        int granted = 0;
        for (Observation observation : observations) {
            for (;
                    granted < byAnswer.size() && byAnswer.get(granted).commit().answeredMs() <= observation.askedMs();
                    granted++) {
                Grant grant = byAnswer.get(granted);
                floor.merge(grant.partition(), grant.offset(), Math::max);
            }
            floor.forEach((partition, least) -> {
                Long found = observation.offsets().get(partition);
                if (found == null || found < least) {
                    violation("back: partition " + partition + " was committed up to " + least + " before "
                            + observation.askedMs() + ", and " + found + " was the answer at "
                            + observation.answeredMs());
                }
            });
            observation.offsets().forEach((partition, offset) -> floor.merge(partition, offset, Math::max));
        }
    }

    /// By time of sending, with the latest generation of which a commit had been answered until then.
    private void checkGenerations() {
        List<Grant> known = grants.stream()
                .filter(grant -> grant.commit().generation() != MemberLine.UNKNOWN)
                .toList();
        List<Grant> byAnswer = new ArrayList<>(known);
        byAnswer.sort(Comparator.comparingLong(grant -> grant.commit().answeredMs()));
        List<Grant> bySending = new ArrayList<>(known);
        bySending.sort(Comparator.comparingLong(grant -> grant.commit().sentMs()));
        Map<Integer, Grant> latest = new HashMap<>();
        int answered = 0;
        for (Grant sent : bySending) {
            for (;
                    answered < byAnswer.size()
                            && byAnswer.get(answered).commit().answeredMs()
                                    <= sent.commit().sentMs();
                    answered++) {
                Grant grant = byAnswer.get(answered);
                latest.merge(
                        scope(grant),
                        grant,
                        (a, b) -> a.commit().generation() >= b.commit().generation() ? a : b);
            }
            Grant later = latest.get(scope(sent));
            if (later != null && later.commit().generation() > sent.commit().generation()) {
                violation("generations: " + sent + " was granted after " + later);
            }
        }
    }

    private int scope(Grant grant) {
        return generations == Scope.GROUP ? 0 : grant.partition();
    }

    private void checkEnds() {
        Map<Integer, Long> last =
                observations.isEmpty() ? Map.of() : observations.getLast().offsets();
        ends.forEach((partition, end) -> {
            Long committed = last.get(partition);
            if (end > 0 && !end.equals(committed)) {
                violation("end: partition " + partition + " ends at " + end + ", committed is " + committed);
            }
        });
    }

    private void violation(String text) {
        violationCount++;
        if (violations.size() < VIOLATIONS_KEPT) {
            violations.add(text);
        }
    }
}
