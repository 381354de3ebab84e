package io.varve.metadata.replica;

import static io.varve.metadata.Batches.TOPIC;
import static io.varve.metadata.Batches.idempotent;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.Batches;
import io.varve.metadata.SteppingDoors;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.memory.MemoryObjectStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Tries every order of a few moves of two nodes on one journal, breadth first: appends whose replies are
/// lost, that are refused or that land late, a node that sleeps for days, snapshots and trims. The nodes
/// are the production replica and appender. Worlds that look alike are explored once.
///
/// After every move: what was acknowledged is in the log, once, at the offset that was told; and both nodes agree
/// wherever they are.
class AppendProtocolTest {

    private static final int MAX_MOVES = 7;

    /// Keeps the check within seconds; the depth that it reaches is asserted.
    private static final int MAX_WORLDS = 6_000;

    private enum Move {
        A_WRITES(0, Fault.NONE),
        A_WRITES_REPLY_LOST(0, Fault.LOST_REPLY),
        A_WRITES_LATE(0, Fault.DELAYED),
        B_WRITES(1, Fault.NONE),
        B_WRITES_REPLY_LOST(1, Fault.LOST_REPLY),
        B_WRITES_REFUSED(1, Fault.REFUSED),
        B_WRITES_LATE(1, Fault.DELAYED),
        LATE_WRITES_LAND(-1, Fault.NONE),
        A_SNAPSHOTS(0, Fault.NONE),
        A_TRIMS(0, Fault.NONE),
        DAYS_PASS(-1, Fault.NONE),
        B_RETRIES_AS_OF_A(1, Fault.NONE);

        private final int node;
        private final Fault fault;

        Move(int node, Fault fault) {
            this.node = node;
            this.fault = fault;
        }
    }

    @Test
    void everyOrderOfMovesKeepsWhatWasAcknowledged() {
        var seen = new HashSet<String>();
        var queue = new ArrayDeque<List<Move>>();
        queue.add(List.of());
        int worlds = 0;
        int deepest = 0;
        while (!queue.isEmpty() && worlds < MAX_WORLDS) {
            List<Move> path = queue.remove();
            var world = new World();
            path.forEach(world::make);
            worlds++;
            deepest = Math.max(deepest, path.size());
            if (!seen.add(world.fingerprint()) || path.size() == MAX_MOVES) {
                continue;
            }
            for (Move move : Move.values()) {
                var longer = new ArrayList<>(path);
                longer.add(move);
                queue.add(longer);
            }
        }
        assertThat(deepest).isGreaterThanOrEqualTo(4);
        assertThat(seen.size()).isGreaterThan(500);
    }

    /// Two nodes over one journal, and what their proposers were told.
    private static final class World {

        private final SteppingDoors time = new SteppingDoors(1);
        private final MemoryJournal journal = new MemoryJournal(true);
        private final MemoryObjectStore objects = new MemoryObjectStore(time);
        private final List<TestNode> nodes;
        private final List<Move> made = new ArrayList<>();

        /// For each producer, the offset that each of its sequence numbers was acknowledged with.
        private final Map<Integer, TreeMap<Integer, Long>> acknowledged = new TreeMap<>();

        private final int[] nextSequence = new int[2];
        private final Set<Integer> inDoubt = new HashSet<>();

        World() {
            nodes = List.of(new TestNode(journal, objects, time), new TestNode(journal, objects, time));
            nodes.getFirst().work(new CommandProposal<>(new LogCommand.Open(TOPIC, 1, time.wallMs())));
        }

        void make(Move move) {
            made.add(move);
            switch (move) {
                case LATE_WRITES_LAND -> nodes.forEach(node -> node.journal.land());
                case DAYS_PASS -> time.advance(Duration.ofHours(25));
                case A_SNAPSHOTS -> nodes.getFirst().snapshot();
                case A_TRIMS -> {
                    nodes.getFirst().replica.refresh();
                    nodes.getFirst().trimmer.workIfDue();
                }
                case B_RETRIES_AS_OF_A -> write(1, 0, Math.max(0, nextSequence[0] - 1), Fault.NONE);
                default -> {
                    write(move.node, move.node, nextSequence[move.node]++, move.fault);
                }
            }
            check();
        }

        private void write(int node, int producer, int sequence, Fault fault) {
            nodes.get(node).journal.next(fault);
            var flush = new RecordingFlush(idempotent(producer, 0, sequence, 1));
            nodes.get(node).work(flush.proposal(time.nanoTime() - Plan.HOLD_AHEAD.toNanos()));
            BatchVerdict verdict = flush.verdicts.get(0);
            switch (verdict) {
                case BatchVerdict.Accepted accepted -> acknowledge(producer, sequence, accepted.baseOffset());
                case BatchVerdict.Duplicate duplicate -> acknowledge(producer, sequence, duplicate.baseOffset());
                case null -> {
                    assertThat(flush.failure).as("%s", made).isNotNull();
                    inDoubt.add(producer);
                }
                case BatchVerdict.Rejected rejected ->
                    assertThat(inDoubt).as("%s: %s", made, rejected).contains(producer);
                case BatchVerdict.Held held -> throw new AssertionError("nothing is held so late: " + made);
            }
        }

        private void acknowledge(int producer, int sequence, long offset) {
            Long before = acknowledged
                    .computeIfAbsent(producer, key -> new TreeMap<>())
                    .put(sequence, offset);
            if (before != null) {
                assertThat(offset).as("%s", made).isEqualTo(before);
            }
        }

        private void check() {
            var reader = new TestNode(journal, objects, time);
            long end = reader.replica.query(
                    state -> state.bounds(Batches.partition(0)).orElseThrow().highWatermark());
            var offsets = new HashSet<Long>();
            acknowledged
                    .values()
                    .forEach(ofProducer -> ofProducer.values().forEach(offset -> {
                        assertThat(offset).as("acknowledged and lost: %s", made).isLessThan(end);
                        assertThat(offsets.add(offset))
                                .as("one offset for two: %s", made)
                                .isTrue();
                    }));
            acknowledged.forEach((producer, ofProducer) -> {
                long last = -1;
                for (long offset : ofProducer.values()) {
                    assertThat(offset).as("out of order: %s", made).isGreaterThan(last);
                    last = offset;
                }
            });
            for (TestNode node : nodes) {
                // A node may lag, as B does while it sleeps; where both are at the same entry they are the same.
                if (node.replica.appliedSequence() == reader.replica.appliedSequence()) {
                    assertThat(node.replica.encode().name())
                            .as("replicas differ: %s", made)
                            .isEqualTo(reader.replica.encode().name());
                }
            }
        }

        /// What matters for what can happen next.
        String fingerprint() {
            return nodes.stream().map(node -> node.replica.encode().name()).toList() + " "
                    + nodes.stream().map(node -> node.journal.pending()).toList() + " "
                    + made.stream().filter(Move.DAYS_PASS::equals).count() + " "
                    + acknowledged + " " + inDoubt + " " + List.of(nextSequence[0], nextSequence[1])
                    + journal.floor(TestNode.SHARD);
        }
    }
}
