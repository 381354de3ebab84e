package io.varve.simulation.history;

import io.varve.simulation.history.PartitionLog.Skip;
import io.varve.simulation.history.SentRecord.Fate;
import io.varve.simulation.history.SparseArray.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rules that are decided when everything is known that a history says of the logs.
final class LogRules {

    private final Anomalies anomalies;
    private final Tally tally;
    private final Dependencies dependencies;
    private final List<SeenEnd> seenEnds = new ArrayList<>();

    private record SeenEnd(int node, PartitionLog partition, long end) {}

    LogRules(Anomalies anomalies, Tally tally, Dependencies dependencies) {
        this.anomalies = anomalies;
        this.tally = tally;
        this.dependencies = dependencies;
    }

    /// An operation was told where the partition ends.
    void sawEnd(int node, PartitionLog partition, long end) {
        seenEnds.add(new SeenEnd(node, partition, end));
    }

    void check(Collection<PartitionLog> partitions, SparseArray<SentRecord> sent) {
        for (Entry<SentRecord> record = sent.ceiling(0); record != null; record = sent.ceiling(record.number() + 1)) {
            checkFate(record.value());
        }
        for (PartitionLog partition : partitions) {
            partition.skips().forEach(skip -> checkSkip(partition, skip));
            checkOrder(partition);
            orderWrites(partition);
        }
        seenEnds.forEach(this::orderEnd);
    }

    private void checkFate(SentRecord sent) {
        switch (sent.fate()) {
            case ACKNOWLEDGED -> {
                if (!sent.isRead()) {
                    checkUnread(sent);
                }
            }
            case FAILED -> {
                if (sent.isRead()) {
                    anomalies.add(
                            Rule.ABORTED_READ,
                            List.of(sent.op),
                            sent + " was read at " + sent.offset() + ", but its "
                                    + (sent.transaction == null ? "sending failed" : "transaction was aborted"));
                }
            }
            case UNKNOWN -> {}
        }
    }

    private void checkUnread(SentRecord sent) {
        PartitionLog partition = sent.partition;
        if (sent.isPlaced()
                ? partition.isCovered(sent.offset())
                : partition.readTo().isPresent()) {
            String where = sent.isPlaced() ? " at " + sent.offset() + " and read past" : "";
            anomalies.add(
                    Rule.LOST_WRITE, List.of(sent.op), sent + " was acknowledged" + where + ", but nobody got it");
        } else if (partition.readTo().isPresent()) {
            anomalies.add(
                    Rule.UNSEEN_TAIL,
                    List.of(sent.op),
                    sent + " was acknowledged at " + sent.offset() + ", but the final read ended at "
                            + partition.readTo().getAsLong());
        } else {
            tally.unjudged();
        }
    }

    /// A record in the gap that somebody else got; one that nobody got is lost, not skipped.
    private void checkSkip(PartitionLog partition, Skip skip) {
        SparseArray<SentRecord> records = partition.records();
        for (Entry<SentRecord> record = records.ceiling(skip.from());
                record != null && record.number() < skip.to();
                record = records.ceiling(record.number() + 1)) {
            if (record.value().isRead()) {
                anomalies.add(
                        skip.within() ? Rule.INTERNAL_POLL_SKIP : Rule.POLL_SKIP,
                        List.of(skip.op(), record.value().op),
                        skip.process() + " went from " + partition.at(skip.from()) + " to " + skip.to() + " without "
                                + record.value() + " at " + record.number());
                return;
            }
        }
    }

    /// Of a producer that is not idempotent, a record that was given up may still come late.
    private void checkOrder(PartitionLog partition) {
        Map<Producer, SentRecord> last = new HashMap<>();
        for (SentRecord sent = partition.nextUnmoved(0);
                sent != null;
                sent = partition.nextUnmoved(sent.offset() + 1)) {
            ProducerKind kind = sent.producer.kind();
            if (!kind.isOrdered() || (!kind.isOnce() && sent.fate() != Fate.ACKNOWLEDGED)) {
                continue;
            }
            SentRecord before = last.put(sent.producer, sent);
            if (before != null && (before.op > sent.op || (before.op == sent.op && before.value > sent.value))) {
                anomalies.add(
                        Rule.NONMONOTONIC_SEND,
                        List.of(sent.op, before.op),
                        sent + " stands at " + sent.offset() + ", after " + before + " at " + before.offset()
                                + ", which was sent later");
            }
        }
    }

    private void orderWrites(PartitionLog partition) {
        SentRecord before = null;
        for (SentRecord sent = partition.nextUnmoved(0);
                sent != null;
                sent = partition.nextUnmoved(sent.offset() + 1)) {
            if (before != null) {
                dependencies.add(before.node, sent.node, Dependency.WW);
            }
            before = sent;
        }
    }

    /// The last write before the end and the first one behind it: the others follow by the order of writes.
    private void orderEnd(SeenEnd seen) {
        SentRecord before = seen.partition.lastUnmoved(seen.end - 1);
        if (before != null) {
            dependencies.add(before.node, seen.node, Dependency.WR);
        }
        SentRecord behind = seen.partition.nextUnmoved(seen.end);
        if (behind != null) {
            dependencies.add(seen.node, behind.node, Dependency.RW);
        }
    }
}
