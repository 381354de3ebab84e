package io.varve.metadata.transaction;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.metadata.entry.Participants;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.state.Refusal;
import io.varve.metadata.transaction.TransactionVerdict.Changed;
import io.varve.metadata.transaction.TransactionVerdict.Known;
import io.varve.metadata.transaction.TransactionVerdict.Refused;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the home shard knows of a transactional id. Every verdict is that of Kafka's transaction coordinator, its old
/// protocol (where all transactions of a producer have one epoch) beside that of KIP-890 (where each has its own).
///
/// Immutable and pure.
///
/// @param producer who may write; while a transaction is prepared, with the epoch of its markers
/// @param previousProducerId whose place `producer` took with the last change
/// @param lastEpoch of which a request may be a repetition, or [ProducerIdAndEpoch#NO_EPOCH]
/// @param nextProducerId who takes the producer's place when the prepared transaction is complete, for its epochs are
///     used up then, or [ProducerIdAndEpoch#NO_PRODUCER_ID]
/// @param epochRises whether the client of the transaction has its epoch raised with each
/// @param number of the transaction: how many of this id there have been
/// @param participants that do not know how the transaction was decided, or, while it is ongoing, all
/// @param startedMs entry time at which the transaction began, −1 if there is none
/// @param changedMs entry time of the last change
public record TransactionalId(
        ProducerIdAndEpoch producer,
        long previousProducerId,
        short lastEpoch,
        long nextProducerId,
        int timeoutMs,
        TransactionState state,
        boolean epochRises,
        long number,
        Participants participants,
        long startedMs,
        long changedMs) {

    private static final long NO_START = -1;

    /// Clients do not get the last epoch, so that whoever has the last but one can be fenced.
    private static final short LAST_EPOCH_OF_CLIENTS = Short.MAX_VALUE - 1;

    /// A producer begins to use the id.
    ///
    /// @param known null if nobody has used it
    public static TransactionVerdict init(@Nullable TransactionalId known, TransactionCommand.Init init, long nowMs) {
        if (known != null) {
            return known.init(init, nowMs);
        }
        if (init.freshProducerId() == ProducerIdAndEpoch.NO_PRODUCER_ID) {
            return idNeeded();
        }
        return new Changed(new TransactionalId(
                new ProducerIdAndEpoch(init.freshProducerId(), (short) 0),
                init.freshProducerId(),
                ProducerIdAndEpoch.NO_EPOCH,
                ProducerIdAndEpoch.NO_PRODUCER_ID,
                init.timeoutMs(),
                TransactionState.EMPTY,
                false,
                0,
                Participants.NONE,
                NO_START,
                nowMs));
    }

    private TransactionVerdict init(TransactionCommand.Init init, long nowMs) {
        if (state.prepared()) {
            return concurrent();
        }
        Optional<ProducerIdAndEpoch> expected = init.expected();
        if (expected.isPresent() && !mayBe(expected.get())) {
            return fenced(expected.get());
        }
        if (state == TransactionState.ONGOING) {
            // Whoever asks again will find it aborted.
            return abort(init.freshProducerId(), nowMs);
        }
        boolean current = expected.isEmpty() || expected.get().epoch() == producer.epoch();
        if (epochsAreUsedUp() && current) {
            if (init.freshProducerId() == ProducerIdAndEpoch.NO_PRODUCER_ID) {
                return idNeeded();
            }
            short last = expected.isPresent() ? producer.epoch() : ProducerIdAndEpoch.NO_EPOCH;
            var fresh = new ProducerIdAndEpoch(init.freshProducerId(), (short) 0);
            return new Changed(initialised(fresh, last, init.timeoutMs(), nowMs));
        }
        if (current) {
            short last = expected.isPresent() ? producer.epoch() : ProducerIdAndEpoch.NO_EPOCH;
            return new Changed(initialised(raised(), last, init.timeoutMs(), nowMs));
        }
        // A repetition, if nobody else has begun since: that would have left no last epoch.
        return expected.get().epoch() == lastEpoch
                ? new Changed(initialised(producer, lastEpoch, init.timeoutMs(), nowMs))
                : fenced(expected.get());
    }

    private boolean mayBe(ProducerIdAndEpoch expected) {
        return expected.producerId() == producer.producerId()
                || (expected.producerId() == previousProducerId && expected.epoch() >= LAST_EPOCH_OF_CLIENTS);
    }

    /// A transaction writes to more, and begins if none is open.
    ///
    /// @param known null if nobody has used the id
    public static TransactionVerdict add(@Nullable TransactionalId known, TransactionCommand.Add add, long nowMs) {
        return known == null ? unknownProducer(add.producer()) : known.add(add, nowMs);
    }

    private TransactionVerdict add(TransactionCommand.Add add, long nowMs) {
        if (state.prepared()) {
            // Whatever the sender's id, for it may be the one that comes after this transaction.
            return concurrent();
        }
        if (producer.producerId() != add.producer().producerId()) {
            return unknownProducer(add.producer());
        }
        if (add.producer().epoch() != producer.epoch()) {
            return fenced(add.producer());
        }
        boolean open = state == TransactionState.ONGOING;
        if (!names(add.number(), numberOfNextAdd())) {
            return another(add.number(), numberOfNextAdd());
        }
        if (open && participants.containsAll(add.participants())) {
            return new Known(producer);
        }
        return new Changed(new TransactionalId(
                producer,
                producer.producerId(),
                lastEpoch,
                nextProducerId,
                timeoutMs,
                TransactionState.ONGOING,
                add.epochRises(),
                numberOfNextAdd(),
                open ? participants.plus(add.participants()) : add.participants(),
                open ? startedMs : nowMs,
                nowMs));
    }

    /// A producer decides its transaction.
    ///
    /// @param known null if nobody has used the id
    public static TransactionVerdict end(@Nullable TransactionalId known, TransactionCommand.End end, long nowMs) {
        if (known == null) {
            return unknownProducer(end.producer());
        }
        return end.epochRises() ? known.endOfEpoch(end, nowMs) : known.endOfMany(end, nowMs);
    }

    /// By the old protocol.
    private TransactionVerdict endOfMany(TransactionCommand.End end, long nowMs) {
        if (end.producer().producerId() != producer.producerId()) {
            return unknownProducer(end.producer());
        }
        if (end.producer().epoch() != producer.epoch()) {
            return fenced(end.producer());
        }
        return switch (state) {
            case ONGOING ->
                names(end.number(), number)
                        ? new Changed(decided(end.commit(), producer, lastEpoch, false, startedMs, nowMs))
                        : another(end.number(), number);
            case COMPLETE_COMMIT -> end.commit() ? new Known(producer) : wrongState();
            case COMPLETE_ABORT -> end.commit() ? wrongState() : new Known(producer);
            case PREPARE_COMMIT, PREPARE_ABORT -> concurrent();
            case EMPTY -> wrongState();
        };
    }

    /// The number of the transaction that something is added to, as things are.
    public long numberOfNextAdd() {
        return state == TransactionState.ONGOING ? number : number + 1;
    }

    private static boolean names(long named, long number) {
        return named == number || named == TransactionCommand.ANY_NUMBER;
    }

    private static Refused another(long named, long number) {
        return new Refused(
                Refusal.ANOTHER_TRANSACTION,
                "asked about transaction " + named + ", where it is " + number + " by now");
    }

    /// By KIP-890: a repetition has the epoch before, and a producer that knows of no transaction may abort one.
    private TransactionVerdict endOfEpoch(TransactionCommand.End end, long nowMs) {
        if (state.prepared()) {
            // Also if it ends the next one, of which nothing is known yet, by an epoch or an id that is told already.
            return concurrent();
        }
        ProducerIdAndEpoch sender = end.producer();
        boolean replaced = previousProducerId == sender.producerId()
                && sender.epoch() == LAST_EPOCH_OF_CLIENTS
                && producer.epoch() == 0;
        boolean raised = producer.epoch() == sender.epoch() + 1;
        if (sender.producerId() != producer.producerId() && !replaced) {
            return unknownProducer(sender);
        }
        boolean same = sender.epoch() == producer.epoch();
        boolean complete = state == TransactionState.COMPLETE_COMMIT || state == TransactionState.COMPLETE_ABORT;
        boolean repeated = complete && (raised || replaced);
        if (!same && !repeated) {
            return fenced(sender);
        }
        if (state == TransactionState.ONGOING) {
            return raise(end.commit(), startedMs, end.freshProducerId(), nowMs);
        }
        if (repeated) {
            boolean asDecided = end.commit() == (state == TransactionState.COMPLETE_COMMIT);
            return asDecided ? new Known(producer) : wrongState();
        }
        return end.commit() ? wrongState() : raise(false, nowMs, end.freshProducerId(), nowMs);
    }

    /// A transaction that has been open for too long is aborted.
    public TransactionVerdict expire(TransactionCommand.Expire expire, long nowMs) {
        if (state != TransactionState.ONGOING || number != expire.number()) {
            return new Known(producer);
        }
        return startedMs + timeoutMs <= nowMs ? abort(expire.freshProducerId(), nowMs) : new Known(producer);
    }

    /// Aborts without the producer, which is fenced by it.
    private TransactionVerdict abort(long freshProducerId, long nowMs) {
        return raise(false, startedMs, freshProducerId, nowMs);
    }

    /// Decides, with an epoch for the markers that is higher than that of all batches.
    private TransactionVerdict raise(boolean commit, long beganMs, long freshProducerId, long nowMs) {
        boolean last = epochsAreUsedUp();
        if (last && freshProducerId == ProducerIdAndEpoch.NO_PRODUCER_ID) {
            return idNeeded();
        }
        TransactionalId decided = decided(commit, raised(), producer.epoch(), true, beganMs, nowMs);
        return new Changed(last ? decided.withNext(freshProducerId) : decided);
    }

    /// A participant knows.
    ///
    /// @param left the participants that do not
    public TransactionalId heard(Participants left, long nowMs) {
        TransactionalId after = new TransactionalId(
                producer,
                previousProducerId,
                lastEpoch,
                nextProducerId,
                timeoutMs,
                state,
                epochRises,
                number,
                left,
                startedMs,
                nowMs);
        return left.isEmpty() ? after.completed() : after;
    }

    private TransactionalId completed() {
        return new TransactionalId(
                afterwards(),
                producer.producerId(),
                lastEpoch,
                ProducerIdAndEpoch.NO_PRODUCER_ID,
                timeoutMs,
                state == TransactionState.PREPARE_COMMIT
                        ? TransactionState.COMPLETE_COMMIT
                        : TransactionState.COMPLETE_ABORT,
                epochRises,
                number,
                Participants.NONE,
                startedMs,
                changedMs);
    }

    /// Who may write once the transaction is complete.
    public ProducerIdAndEpoch afterwards() {
        return nextProducerId == ProducerIdAndEpoch.NO_PRODUCER_ID
                ? producer
                : new ProducerIdAndEpoch(nextProducerId, (short) 0);
    }

    /// Whether the transaction has been open for longer than its producer wanted.
    public boolean isOverdue(long nowMs) {
        return state == TransactionState.ONGOING && startedMs + timeoutMs <= nowMs;
    }

    private boolean epochsAreUsedUp() {
        return producer.epoch() >= LAST_EPOCH_OF_CLIENTS;
    }

    private ProducerIdAndEpoch raised() {
        return producer.epoch() == Short.MAX_VALUE
                ? producer
                : new ProducerIdAndEpoch(producer.producerId(), (short) (producer.epoch() + 1));
    }

    private TransactionalId initialised(ProducerIdAndEpoch now, short last, int newTimeoutMs, long nowMs) {
        return new TransactionalId(
                now,
                producer.producerId(),
                last,
                nextProducerId,
                newTimeoutMs,
                TransactionState.EMPTY,
                epochRises,
                number,
                Participants.NONE,
                NO_START,
                nowMs);
    }

    private TransactionalId decided(
            boolean commit, ProducerIdAndEpoch marker, short last, boolean rises, long beganMs, long nowMs) {
        return new TransactionalId(
                marker,
                producer.producerId(),
                last,
                ProducerIdAndEpoch.NO_PRODUCER_ID,
                timeoutMs,
                TransactionState.prepared(commit),
                rises,
                number,
                state == TransactionState.ONGOING ? participants : Participants.NONE,
                beganMs,
                nowMs);
    }

    private TransactionalId withNext(long next) {
        return new TransactionalId(
                producer,
                previousProducerId,
                lastEpoch,
                next,
                timeoutMs,
                state,
                epochRises,
                number,
                participants,
                startedMs,
                changedMs);
    }

    private static Refused idNeeded() {
        return new Refused(Refusal.PRODUCER_ID_NEEDED, "the epochs of the producer id are used up");
    }

    private static Refused unknownProducer(ProducerIdAndEpoch sender) {
        return new Refused(
                Refusal.INVALID_PRODUCER_ID_MAPPING, "the transactional id is not that of " + sender.producerId());
    }

    private Refused fenced(ProducerIdAndEpoch sender) {
        return new Refused(Refusal.PRODUCER_FENCED, sender + " has been replaced by " + producer);
    }

    private Refused concurrent() {
        return new Refused(
                Refusal.CONCURRENT_TRANSACTIONS, "not all participants of the last transaction know its end");
    }

    private Refused wrongState() {
        return new Refused(Refusal.INVALID_TXN_STATE, "the transaction is in state " + state.kafkaName());
    }

    public void write(ByteWriter out) {
        producer.write(out);
        out.zigzag(previousProducerId)
                .i16(lastEpoch)
                .zigzag(nextProducerId)
                .varint(timeoutMs)
                .u8(state.number())
                .u8(epochRises ? 1 : 0)
                .varint(number);
        participants.write(out);
        out.zigzag(startedMs).i64(changedMs);
    }

    public static TransactionalId read(ByteReader in) {
        return new TransactionalId(
                ProducerIdAndEpoch.read(in),
                in.zigzag(),
                in.i16(),
                in.zigzag(),
                in.varint32(),
                TransactionState.ofNumber(in.u8()),
                in.u8() == 1,
                in.varint(),
                Participants.read(in),
                in.zigzag(),
                in.i64());
    }
}
