package io.varve.simulation.load;

import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.ErrorCodes;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.simulation.check.SentBatch;
import io.varve.simulation.check.SentTransaction;
import io.varve.simulation.check.Transacting;
import io.varve.simulation.cluster.Answer;
import io.varve.simulation.cluster.Client;
import io.varve.simulation.cluster.Serving;
import io.varve.simulation.cluster.SimulatedNode;
import io.varve.simulation.world.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.EndTxnResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// One life of a producer with a transactional id. It does what Kafka's own does: what has no answer is asked
/// again, a batch that cannot be taken has the transaction aborted, and where nobody knows what became of a batch
/// that was given up, it goes on under another epoch. It ends when it is told that it has been replaced.
///
/// ```
///   init --> begin --> add, send, commit offsets --> end --> begin ...
///                               └── abort ──► end ──► init, by the old protocol
/// ```
final class TransactionalProducer {

    private static final long TIMEOUT_NANOS = 5_000_000_000L;
    private static final long PRODUCE_TIMEOUT_NANOS = 15_000_000_000L;
    private static final long BACKOFF_MS = 100;
    private static final long IDLE_MS = 500;
    private static final int MAX_BATCHES = 5;
    private static final int THINKS_MS = 2_000;
    private static final int THINKS_ONE_IN = 3;
    private static final int MAX_ATTEMPTS = 8;
    private static final int DAWDLES_ONE_IN = 12;
    private static final int ABORTS_ONE_IN = 4;
    private static final int COMMITS_OFFSETS_ONE_IN = 3;

    private final Surroundings around;
    private final TransactionalClient owner;
    private final TransactionRequests requests;
    private final int life;
    private final SplittableRandom chances;
    private final Client client;

    private @Nullable SimulatedNode coordinator;
    private @Nullable SimulatedNode groupCoordinator;
    private @Nullable ProducerIdAndEpoch producer;
    private final Map<TopicPartition, Integer> sequences = new HashMap<>();
    private @Nullable Current current;
    private boolean ended;

    /// The transaction that is under way.
    private final class Current {

        private final SentTransaction sent;
        private final List<Pending> unacknowledged = new ArrayList<>();
        private final Set<TopicPartition> added = new HashSet<>();
        private final boolean wantsCommit = chances.nextInt(ABORTS_ONE_IN) > 0;
        private long offset = -1;
        private boolean offsetsAdded;
        private boolean asking;
        private boolean ending;
        private boolean aborting;
        private boolean unresolved;
        private boolean dawdles;
        private int refusals;

        private Current(SentTransaction sent) {
            this.sent = sent;
        }
    }

    /// A batch without an acknowledgement.
    private static final class Pending {

        private final SentBatch batch;
        private final TopicPartition to;
        private final int padding;
        private final int baseSequence;
        private boolean inFlight;
        private boolean everSent;
        private int attempts;

        private Pending(SentBatch batch, TopicPartition to, int padding, int baseSequence) {
            this.batch = batch;
            this.to = to;
            this.padding = padding;
            this.baseSequence = baseSequence;
        }
    }

    /// @param life how many the transactional id has had before
    TransactionalProducer(
            Surroundings around,
            TransactionalClient owner,
            TransactionRequests requests,
            int life,
            SplittableRandom chances) {
        this.around = around;
        this.owner = owner;
        this.requests = requests;
        this.life = life;
        this.chances = chances;
        this.client = new Client(around.world());
    }

    int life() {
        return life;
    }

    boolean isIdle() {
        return current == null;
    }

    /// It does nothing any more.
    void end() {
        if (!ended) {
            ended = true;
            Current unfinished = current;
            if (unfinished != null && unfinished.ending && !unfinished.aborting) {
                around.ledger().transactions().count(Transacting.UNKNOWN);
            }
            around.world().trace("{} ends", this);
        }
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public String toString() {
        return owner.transactionalId() + "." + life;
    }

    void start() {
        init(Optional.empty());
    }

    private void again(Runnable task) {
        around.after(BACKOFF_MS, () -> {
            if (!ended) {
                task.run();
            }
        });
    }

    private void trace(String what, Object... arguments) {
        around.world().trace(this + " " + what, arguments);
    }

    /// What an answer comes to; no answer at all is as if the node were gone.
    private <T> Errors error(Answer<T> answer, Function<T, Errors> errorOf) {
        Errors error = switch (answer) {
            case Answer.Received<T>(T value) -> errorOf.apply(value);
            case Answer.Failed<T>(Throwable failure) -> {
                trace("is failed by {}", failure);
                yield ErrorCodes.of(failure);
            }
            case Answer.Refused<T> _, Answer.Lost<T> _ -> Errors.NETWORK_EXCEPTION;
        };
        around.count(error.name());
        return error;
    }

    /// Asks the coordinator of the transactional id, once it is found.
    private <T> void ask(BiFunction<Serving, ClientConnection, CompletionStage<T>> request, Consumer<Answer<T>> hear) {
        SimulatedNode to = coordinator;
        if (to != null) {
            client.send(to, request, TIMEOUT_NANOS, hear);
            return;
        }
        client.send(around.anyNode(chances), requests.findCoordinator(), TIMEOUT_NANOS, answer -> {
            coordinator = node(answer);
            if (coordinator == null) {
                around.after(BACKOFF_MS, () -> ask(request, hear));
            } else {
                ask(request, hear);
            }
        });
    }

    private @Nullable SimulatedNode node(Answer<Coordinator> answer) {
        return answer instanceof Answer.Received<Coordinator>(Coordinator found)
                        && found.errorCode() == Errors.NONE.code()
                ? around.nodes().stream()
                        .filter(node -> node.address().host().equals(found.host()))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private void init(Optional<ProducerIdAndEpoch> expected) {
        trace("begins to use the id as {}", expected);
        ask(requests.init(expected), answer -> hearInit(expected, answer));
    }

    private void hearInit(Optional<ProducerIdAndEpoch> expected, Answer<InitProducerIdResponseData> answer) {
        if (ended) {
            return;
        }
        Errors error = error(answer, given -> Errors.forCode(given.errorCode()));
        switch (kind(error)) {
            case GOOD -> {
                var given = ((Answer.Received<InitProducerIdResponseData>) answer).value();
                become(new ProducerIdAndEpoch(given.producerId(), given.producerEpoch()));
                owner.began(this);
                begin();
            }
            case AGAIN -> again(() -> init(expected));
            case FENCED -> fenced(error);
            case ABORT -> throw new Violation(this + " begins to use its id and hears " + error);
        }
    }

    private void become(ProducerIdAndEpoch given) {
        trace("is {} now", given);
        if (!given.equals(producer)) {
            sequences.clear();
        }
        producer = given;
    }

    private ProducerIdAndEpoch producer() {
        return Objects.requireNonNull(producer);
    }

    private void begin() {
        current = null;
        if (ended || !owner.mayBegin(this)) {
            if (!ended) {
                around.after(IDLE_MS, () -> {
                    if (!ended) {
                        begin();
                    }
                });
            }
            return;
        }
        var begun = new Current(around.transactions().newTransaction(toString()));
        current = begun;
        int batches = chances.nextInt(MAX_BATCHES + 1);
        for (int i = 0; i < batches; i++) {
            TransactionalClient.Target target = owner.target(chances);
            TopicPartition to = target.partition();
            SentBatch batch =
                    around.book().newBatch(owner.number(), Requests.drawRecords(target.keys(), chances), true);
            begun.sent.add(batch);
            int sequence = sequences.getOrDefault(to, 0);
            sequences.put(to, sequence + batch.recordCount());
            around.book()
                    .named(
                            batch,
                            to.topic(),
                            to.partition(),
                            producer().producerId(),
                            producer().epoch(),
                            sequence);
            begun.unacknowledged.add(new Pending(batch, to, chances.nextInt(300), sequence));
        }
        if (batches == 0 || chances.nextInt(COMMITS_OFFSETS_ONE_IN) == 0) {
            begun.offset = owner.nextOffset();
            begun.sent.commits(owner.group(), owner.committedPartition(), begun.offset);
        }
        begun.dawdles = owner.isRestless() && chances.nextInt(DAWDLES_ONE_IN) == 0;
        trace("begins {} with {} batches, offset {}", begun.sent, batches, begun.offset);
        if (owner.isRestless()) {
            around.after(1 + chances.nextInt(THINKS_MS), () -> proceed(begun));
        } else {
            proceed(begun);
        }
    }

    /// Does what is next of a transaction.
    private void proceed(Current of) {
        if (ended || current != of || of.ending) {
            return;
        }
        if (owner.replaces(this)) {
            trace("is replaced");
        }
        if (ended) {
            return;
        }
        if (of.aborting) {
            endIt(of, false);
            return;
        }
        if (of.asking) {
            return;
        }
        if (!requests.epochRises() && add(of)) {
            return;
        }
        var busy = new HashSet<TopicPartition>();
        for (Pending pending : List.copyOf(of.unacknowledged)) {
            if (busy.add(pending.to) && !pending.inFlight) {
                send(of, pending);
            }
        }
        if (!of.unacknowledged.isEmpty()) {
            return;
        }
        if (of.offset >= 0) {
            commitOffset(of);
            return;
        }
        if (of.dawdles) {
            of.dawdles = false;
            trace("dawdles");
            around.after(requests.timeoutMs() * 3L / 2, () -> proceed(of));
            return;
        }
        endIt(of, of.wantsCommit);
    }

    /// Adds partitions by the old protocol.
    ///
    /// @return whether it waits for that
    private boolean add(Current of) {
        var missing = new LinkedHashSet<TopicPartition>();
        of.unacknowledged.forEach(pending -> missing.add(pending.to));
        missing.removeAll(of.added);
        if (missing.isEmpty()) {
            return false;
        }
        // Some at a time, as those who send records one by one.
        if (chances.nextBoolean()) {
            missing.retainAll(Set.of(missing.getFirst()));
        }
        of.asking = true;
        ask(requests.add(producer(), missing), answer -> {
            of.asking = false;
            hear(of, error(answer, received -> received), () -> of.added.addAll(missing));
        });
        return true;
    }

    /// Goes on after an answer.
    private void hear(Current of, Errors error, Runnable good) {
        if (ended || current != of || of.ending) {
            return;
        }
        switch (kind(error)) {
            case GOOD -> {
                good.run();
                if (owner.isRestless() && chances.nextInt(THINKS_ONE_IN) == 0) {
                    around.after(1 + chances.nextInt(THINKS_MS), () -> proceed(of));
                } else {
                    proceed(of);
                }
            }
            case AGAIN -> {
                of.refusals++;
                // A client gives up in the end, as after `delivery.timeout.ms`.
                if (owner.isRestless() && of.refusals > MAX_ATTEMPTS * MAX_BATCHES) {
                    abort(of, error);
                } else {
                    again(() -> proceed(of));
                }
            }
            case ABORT -> abort(of, error);
            case FENCED -> fenced(error);
        }
    }

    private void send(Current of, Pending pending) {
        pending.inFlight = true;
        pending.everSent = true;
        pending.attempts++;
        pending.batch.attempt();
        long sentNanos = around.world().scheduler().nowNanos();
        SimulatedNode node = around.anyWriter(chances);
        trace(
                "sends batch {}, sequence {} of {}, to {} by node {}",
                pending.batch.number(),
                pending.baseSequence,
                producer(),
                pending.to,
                node.number());
        var name = new Requests.Name(producer().producerId(), producer().epoch(), pending.baseSequence);
        client.send(
                node,
                requests.produce(pending.batch, name, pending.to, around.world().wallMs(), pending.padding),
                PRODUCE_TIMEOUT_NANOS,
                answer -> hearBatch(of, pending, sentNanos, answer));
    }

    private void hearBatch(Current of, Pending pending, long sentNanos, Answer<PartitionProduceResponse> answer) {
        pending.inFlight = false;
        Errors error = error(answer, response -> Errors.forCode(response.errorCode()));
        trace("hears {} of batch {}", error, pending.batch.number());
        if (error == Errors.NONE) {
            owner.requireNotReplaced(this, sentNanos, "batch " + pending.batch.number() + " is taken");
            around.book()
                    .acknowledge(
                            pending.batch,
                            pending.to.topic(),
                            pending.to.partition(),
                            ((Answer.Received<PartitionProduceResponse>) answer)
                                    .value()
                                    .baseOffset());
            of.unacknowledged.remove(pending);
        }
        // An epoch that is too low for a partition has the transaction aborted, and a producer find out there.
        boolean tooLow = error == Errors.INVALID_PRODUCER_EPOCH;
        if (pending.attempts > MAX_ATTEMPTS && kind(error) == Kind.AGAIN && owner.isRestless()) {
            tooLow = true;
        }
        if (tooLow && !ended && current == of && !of.ending) {
            requireReplaced(error);
            abort(of, error);
        } else {
            hear(of, error, () -> {});
        }
    }

    private void commitOffset(Current of) {
        SimulatedNode to = groupCoordinator;
        of.asking = true;
        if (!requests.epochRises() && !of.offsetsAdded) {
            ask(requests.addOffsets(producer(), owner.group()), answer -> {
                of.asking = false;
                hear(of, error(answer, received -> received), () -> of.offsetsAdded = true);
            });
        } else if (to == null) {
            client.send(around.anyNode(chances), owner.findGroupCoordinator(), TIMEOUT_NANOS, answer -> {
                of.asking = false;
                groupCoordinator = node(answer);
                again(() -> proceed(of));
            });
        } else {
            client.send(
                    to,
                    requests.commitOffset(producer(), owner.group(), owner.committedPartition(), of.offset),
                    TIMEOUT_NANOS,
                    answer -> {
                        of.asking = false;
                        Errors error = error(answer, received -> received);
                        trace("hears {} of offset {}", error, of.offset);
                        if (error != Errors.NONE) {
                            groupCoordinator = null;
                        }
                        hear(of, error, () -> of.offset = -1);
                    });
        }
    }

    private void abort(Current of, Errors why) {
        trace("aborts {} because of {}", of.sent, why);
        of.aborting = true;
        proceed(of);
    }

    private void endIt(Current of, boolean commit) {
        of.ending = true;
        of.aborting = !commit;
        of.unresolved = of.unacknowledged.stream().anyMatch(pending -> pending.everSent);
        boolean nothing = !requests.epochRises() && of.added.isEmpty() && !of.offsetsAdded && !of.asking;
        if (nothing && !of.unresolved) {
            afterEnd(of);
            return;
        }
        if (commit) {
            of.sent.askCommit();
        }
        askForEnd(of, commit);
    }

    private void askForEnd(Current of, boolean commit) {
        long sentNanos = around.world().scheduler().nowNanos();
        trace("asks for the end of {}: {}", of.sent, commit ? "commit" : "abort");
        ask(requests.end(producer(), commit), answer -> hearEnd(of, commit, sentNanos, answer));
    }

    private void hearEnd(Current of, boolean commit, long sentNanos, Answer<EndTxnResponseData> answer) {
        if (ended) {
            return;
        }
        Errors error = error(answer, received -> Errors.forCode(received.errorCode()));
        trace("hears {} of the end of {}", error, of.sent);
        switch (kind(error)) {
            case GOOD -> {
                owner.requireNotReplaced(this, sentNanos, of.sent + " is ended");
                around.transactions().ended(of.sent, commit);
                if (requests.epochRises()) {
                    var next = ((Answer.Received<EndTxnResponseData>) answer).value();
                    become(new ProducerIdAndEpoch(next.producerId(), next.producerEpoch()));
                    begin();
                } else {
                    afterEnd(of);
                }
            }
            case AGAIN -> again(() -> askForEnd(of, commit));
            // Kafka's clients end as well. Its coordinator takes whoever ends a transaction that could not begin, since
            // not
            // all know the end of the last one, for a producer from before that end (`TransactionCoordinator`).
            case FENCED, ABORT -> {
                if (!requests.epochRises() || around.ledger().transactions().isSettled(owner.transactionalId())) {
                    requireReplaced(error);
                }
                giveUp(error);
            }
        }
    }

    /// By the old protocol nobody but another epoch keeps what may still come of the last transaction out of the
    /// next.
    private void afterEnd(Current of) {
        if (of.unresolved || !of.unacknowledged.isEmpty()) {
            init(Optional.of(producer()));
        } else {
            begin();
        }
    }

    private void fenced(Errors error) {
        requireReplaced(error);
        giveUp(error);
    }

    private void giveUp(Errors error) {
        trace("hears {} and gives up", error);
        around.ledger().transactions().count(Transacting.FENCED);
        end();
        owner.lost(this);
    }

    /// Whoever is told that it is not the producer any more is not.
    private void requireReplaced(Errors error) {
        boolean definite = error == Errors.PRODUCER_FENCED
                || error == Errors.INVALID_PRODUCER_EPOCH
                || error == Errors.INVALID_PRODUCER_ID_MAPPING;
        if (definite && around.ledger().transactions().isProducer(owner.transactionalId(), producer())) {
            throw new Violation(this + " hears " + error + " and is the producer of its id: " + producer());
        }
    }

    /// What a producer does about an error.
    private enum Kind {
        GOOD,
        AGAIN,
        ABORT,
        FENCED
    }

    private Kind kind(Errors error) {
        return switch (error) {
            case NONE -> Kind.GOOD;
            case NETWORK_EXCEPTION, NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> {
                coordinator = null;
                yield Kind.AGAIN;
            }
            case COORDINATOR_LOAD_IN_PROGRESS,
                    CONCURRENT_TRANSACTIONS,
                    REQUEST_TIMED_OUT,
                    KAFKA_STORAGE_ERROR,
                    NOT_LEADER_OR_FOLLOWER,
                    NOT_ENOUGH_REPLICAS,
                    UNKNOWN_TOPIC_OR_PARTITION -> Kind.AGAIN;
            case TRANSACTION_ABORTABLE, INVALID_TXN_STATE, OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID ->
                Kind.ABORT;
            case PRODUCER_FENCED, INVALID_PRODUCER_EPOCH, INVALID_PRODUCER_ID_MAPPING -> Kind.FENCED;
            default -> throw new Violation(this + " hears " + error);
        };
    }
}
