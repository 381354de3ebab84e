package io.varve.simulation.history;

import io.varve.simulation.history.Details.Fault;
import io.varve.simulation.history.Details.Polled;
import io.varve.simulation.history.Details.Send;
import io.varve.simulation.history.SentRecord.Fate;
import io.varve.simulation.history.SentRecord.Origin;
import io.varve.simulation.history.Verdict.Outcomes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks for what must not be in a history. Give it every event in order, then ask for the [#verdict].
///
/// Keeps some hundred bytes of each record that was sent, and nothing of lines. What can be told from a line is told
/// when it comes; what depends on all of a log is left to [LogRules], what depends on all of a transaction to
/// [Transactions], and what depends on all operations to [Dependencies].
public final class Checker {

    private static final int NO_NODE = -1;

    private final Anomalies anomalies = new Anomalies();
    private final Tally tally = new Tally();
    private final Dependencies dependencies = new Dependencies();
    private final Map<Long, Begun> open = new HashMap<>();
    private final Map<String, Producer> producers = new HashMap<>();
    private final Map<String, Consumer> consumers = new HashMap<>();
    private final Map<String, PartitionLog> partitions = new HashMap<>();
    private final SparseArray<SentRecord> records = new SparseArray<>();
    private final Set<Place> conflicts = new HashSet<>();
    private final Transactions transactions = new Transactions(anomalies, dependencies);
    private final LogRules logRules = new LogRules(anomalies, tally, dependencies);

    /// An operation that has not ended.
    ///
    /// @param moment when it began, in the graph
    /// @param node in the graph, of one that may write; that of another one is made when it ended
    /// @param ends how far the logs that it may be told to be out of were known to reach when it began
    private record Begun(Event event, int moment, int node, Map<String, Long> ends) {}

    private record Place(PartitionLog partition, long offset) {}

    /// @throws BadHistoryException if no history could go on like this
    public void accept(Event event) {
        tally.line();
        if (event.type() == EventType.INVOKE) {
            begin(event);
            return;
        }
        Begun begun = present(open.remove(event.op()), "operation " + event.op() + " ends, but has not begun");
        require(
                begun.event.action() == event.action() && begun.event.process().equals(event.process()),
                "operation " + event.op() + " ends as another than it began");
        switch (event.type()) {
            case INVOKE -> throw new IllegalStateException("handled above");
            case OK -> {
                tally.ended(event.action(), Outcomes.OK);
                succeed(begun, event);
            }
            case FAIL -> {
                tally.ended(event.action(), Outcomes.FAILED);
                endTransaction(event, Fate.FAILED);
                fail(begun, event.details());
            }
            case INFO -> {
                tally.ended(event.action(), Outcomes.UNKNOWN);
                endTransaction(event, Fate.UNKNOWN);
                unavailable(begun);
            }
        }
    }

    private void endTransaction(Event event, Fate fate) {
        if (event.action() == Action.TXN) {
            transactions.end(event.process(), fate);
        }
    }

    /// To be asked for once, after the last event.
    public Verdict verdict() {
        for (Begun begun : open.values()) {
            tally.ended(begun.event.action(), Outcomes.UNKNOWN);
            unavailable(begun);
        }
        logRules.check(partitions.values(), records);
        transactions.check();
        dependencies.check(anomalies);
        return tally.verdict(anomalies);
    }

    private void begin(Event event) {
        int moment = dependencies.begin();
        boolean transactional = isTransactional(event);
        int node = event.action() == Action.SEND || (event.action() == Action.TXN && !transactional)
                ? dependencies.node(event.op(), moment)
                : NO_NODE;
        var ends = new HashMap<String, Long>();
        if (event.action() == Action.POLL) {
            partitions.forEach((name, partition) -> ends.put(name, partition.end()));
        }
        Begun before = open.put(event.op(), new Begun(event, moment, node, ends));
        require(before == null, "operation " + event.op() + " begins a second time");
        Transaction transaction = transactional ? transactions.begin(event) : null;
        event.details()
                .sends()
                .forEach(send -> begin(
                        send, event, transaction, transaction == null ? node : dependencies.node(event.op(), moment)));
        if (event.action() == Action.COMMIT) {
            transactions.askCommit(event, moment);
        }
        Fault fault = event.details().fault();
        if (fault != null) {
            tally.fault(fault);
        }
    }

    /// Whether it is one of Kafka's transactions.
    private boolean isTransactional(Event event) {
        Producer producer = producers.get(event.process());
        return event.action() == Action.TXN && producer != null && producer.kind() == ProducerKind.TRANSACTIONAL;
    }

    private void begin(Send send, Event event, @Nullable Transaction transaction, int node) {
        Producer producer =
                present(producers.get(event.process()), event.process() + " sends, but has not opened a producer");
        require(records.get(send.value()) == null, "value " + send.value() + " is sent a second time");
        var record = new SentRecord(
                new Origin(event.op(), producer, transaction), send.value(), partition(send.partition()), node);
        records.put(send.value(), record);
        if (transaction != null) {
            transaction.add(record);
        }
    }

    private void succeed(Begun begun, Event event) {
        Details details = event.details();
        switch (event.action()) {
            case OPEN -> open(event);
            case ASSIGN ->
                details.offsets().forEach((name, offset) -> consumer(event).goTo(partition(name), offset));
            case FINAL_READ ->
                details.offsets().forEach((name, end) -> consumer(event).finish(event.op(), partition(name), end));
            case SEND, TXN -> {
                requireSameSends(begun.event.details(), details);
                details.sends().forEach(this::acknowledge);
                if (isTransactional(event)) {
                    require(
                            details.polled().isEmpty() && details.offsets().isEmpty(),
                            "a transaction of Kafka's reads");
                    transactions.end(event.process(), Fate.ACKNOWLEDGED).ifPresent(this::committed);
                    return;
                }
                poll(event, begun.node);
                details.offsets().forEach((name, end) -> sawEnd(begun.node, name, end));
                dependencies.end(begun.node);
            }
            case POLL -> {
                int node = dependencies.node(event.op(), begun.moment);
                poll(event, node);
                dependencies.end(node);
            }
            case END_OFFSETS ->
                // Not asked for in one step, so each of them is a step of its own.
                details.offsets().forEach((name, end) -> {
                    partition(name).reaches(end);
                    if (consumer(event).isToldEnds()) {
                        int node = dependencies.node(event.op(), begun.moment);
                        sawEnd(node, name, end);
                        dependencies.end(node);
                    }
                });
            case COMMIT, FAULT, RECOVER -> {}
        }
    }

    private void open(Event event) {
        if (event.details().isolation() != null) {
            consumer(event).isolate(event.details().isolation());
            return;
        }
        ProducerKind kind = present(event.details().producer(), "a producer opens without saying of which kind it is");
        producers.put(event.process(), new Producer(event.process(), kind));
    }

    private void committed(Transaction transaction) {
        transaction.records().forEach(record -> dependencies.end(record.node));
        dependencies.end(transaction.commitNode());
    }

    private void acknowledge(Send send) {
        SentRecord sent = Objects.requireNonNull(records.get(send.value()));
        sent.end(Fate.ACKNOWLEDGED);
        tally.acknowledged();
        if (send.offset() != Details.NO_OFFSET) {
            place(sent, send.offset(), sent.op);
        }
    }

    private void sawEnd(int node, String name, long end) {
        PartitionLog partition = partition(name);
        partition.reaches(end);
        logRules.sawEnd(node, partition, end);
    }

    private void poll(Event event, int node) {
        event.details().polled().forEach((name, polled) -> poll(event, node, partition(name), polled));
    }

    private void poll(Event event, int node, PartitionLog partition, List<Polled> polled) {
        consumer(event).poll(event.op(), partition, polled);
        SentRecord last = null;
        var got = new LinkedHashSet<Transaction>();
        for (Polled record : polled) {
            tally.read();
            SentRecord sent = records.get(record.value());
            if (sent == null || sent.partition != partition) {
                anomalies.add(
                        Rule.PHANTOM_READ,
                        List.of(event.op()),
                        event.process() + " got " + partition.at(record.offset()) + ", which is no value that was sent"
                                + " there: " + (sent == null ? record.value() : sent));
                continue;
            }
            place(sent, record.offset(), event.op());
            last = sent;
            if (sent.transaction == null) {
                sent.markRead();
            } else if (consumer(event).getsCommitted()) {
                sent.markRead();
                got.add(sent.transaction);
            }
        }
        got.forEach(transaction -> transactions.gotCommitted(transaction, event.op(), node));
        if (last != null) {
            // What stands before it in the log comes before it in the graph as well.
            dependencies.add(last.node, node, Dependency.WR);
        }
    }

    /// A record is known to stand at an offset, because of an operation.
    private void place(SentRecord sent, long offset, long op) {
        PartitionLog partition = sent.partition;
        SentRecord there = partition.put(offset, sent);
        if (there != sent && conflicts.add(new Place(partition, offset))) {
            anomalies.add(
                    Rule.INCONSISTENT_OFFSETS,
                    List.of(there.op, sent.op, op).stream().distinct().toList(),
                    partition.at(offset) + " has " + there + " and " + sent);
        }
        long first = sent.offset();
        if (!sent.place(offset)) {
            return;
        }
        if (sent.producer.kind().isOnce()) {
            anomalies.add(
                    Rule.DUPLICATE,
                    List.of(sent.op, op).stream().distinct().toList(),
                    sent + " stands at " + first + " and at " + offset);
        } else {
            tally.writtenAgain();
        }
    }

    private void fail(Begun begun, Details details) {
        begun.event
                .details()
                .sends()
                .forEach(send ->
                        Objects.requireNonNull(records.get(send.value())).end(Fate.FAILED));
        unavailable(begun);
        if (details.reason() == null) {
            return;
        }
        details.reason().outOfRange().forEach((name, offset) -> {
            // At the end itself a consumer waits for what comes.
            if (offset <= begun.ends.getOrDefault(name, 0L)) {
                anomalies.add(
                        Rule.FALSE_OUT_OF_RANGE,
                        List.of(begun.event.op()),
                        begun.event.process() + " was told that " + name + "@" + offset
                                + " is out of range, but the log" + " reached " + begun.ends.getOrDefault(name, 0L)
                                + " before");
            }
        });
    }

    /// The operation did not end well; some must.
    private void unavailable(Begun begun) {
        Action action = begun.event.action();
        if (action == Action.RECOVER || action == Action.FINAL_READ) {
            anomalies.add(
                    Rule.UNAVAILABLE,
                    List.of(begun.event.op()),
                    action == Action.RECOVER
                            ? "the cluster did not serve again"
                            : begun.event.process() + " could not read to the end");
        }
    }

    private void requireSameSends(Details begun, Details ended) {
        require(
                values(begun).equals(values(ended)),
                "what is acknowledged is not what was sent: " + ended.sends() + ", " + begun.sends());
    }

    private static List<Long> values(Details details) {
        return details.sends().stream().map(Send::value).toList();
    }

    private PartitionLog partition(String name) {
        return partitions.computeIfAbsent(name, PartitionLog::new);
    }

    private Consumer consumer(Event event) {
        return consumers.computeIfAbsent(event.process(), process -> new Consumer(process, anomalies));
    }

    private static <T> T present(@Nullable T value, String otherwise) {
        if (value == null) {
            throw new BadHistoryException(otherwise);
        }
        return value;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new BadHistoryException(otherwise);
        }
    }
}
