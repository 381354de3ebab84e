package io.varve.metadata.replica;

import io.varve.core.CrashPoint;
import io.varve.core.Doors;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.replica.CommitAttempt.Step;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.ShardState;
import io.varve.storage.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends to one shard for this process: proposals that wait together become one entry, appends follow each other.
///
/// What it does with an entry, and when it may answer, [CommitAttempt] decides; here it is carried out.
///
/// Thread-safe. All planning is done by one thread of its own.
public final class Appender<S extends ShardState<D>, D extends Draft> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

    /// What a plan takes, leaving the largest entry room for its frame and for one command of the largest size.
    private static final int MAX_PLAN_BYTES = 256 * 1024;

    private final Replica<S, D> replica;
    private final Journal journal;
    private final ClockGuard clockGuard;
    private final Doors doors;

    /// Guards the three fields below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition work = lock.newCondition();
    private final Deque<Proposal<D>> waiting = new ArrayDeque<>();
    private boolean planAgain;
    private boolean closed;

    /// Of the appender's thread.
    private final List<Proposal<D>> active = new ArrayList<>();

    private final FlushIds flushIds;
    private long commits;
    private long resyncsSeen;

    public Appender(Replica<S, D> replica, Journal journal, ClockGuard clockGuard, Doors doors) {
        this.replica = replica;
        this.journal = journal;
        this.clockGuard = clockGuard;
        this.doors = doors;
        this.flushIds = new FlushIds(doors.entropy());
        replica.listen((sequence, entry, draft) -> planHeldAgain());
    }

    /// Begins to work on proposals.
    public void start() {
        doors.threads().start("append-" + replica.shard(), this::run);
    }

    /// Gives a proposal its turn after those that came before.
    public void propose(Proposal<D> proposal) {
        lock.lock();
        try {
            if (!closed) {
                waiting.add(proposal);
                work.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        proposal.failed(new ProposalException(ProposalException.Kind.NOT_WRITTEN, "this node is stopping"));
    }

    /// Proposes one command.
    ///
    /// @return what came of it, once that is final; fails with [ProposalException], [ClockSkewException] or
    ///     [ReplicaHaltedException]
    public CompletableFuture<Outcome> propose(Command command) {
        var proposal = new CommandProposal<D>(command);
        propose(proposal);
        return proposal.answer();
    }

    /// Has proposals that are held back planned again.
    public void planHeldAgain() {
        lock.lock();
        try {
            planAgain = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the thread. What is under way is not awaited: its proposers hear that the outcome is unknown.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitWork()) {
            turn();
        }
        failActive(new ProposalException(ProposalException.Kind.UNKNOWN, "this node is stopping"));
        takeWaiting();
        failActive(new ProposalException(ProposalException.Kind.NOT_WRITTEN, "this node is stopping"));
    }

    /// Waits for a new proposal, or for a reason to look at the held ones again.
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!closed && !hasWork()) {
                work.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /// Whether a turn would find something to plan.
    boolean hasWork() {
        lock.lock();
        try {
            return !waiting.isEmpty() || (planAgain && !active.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /// Takes what waits and brings to its end what can be decided now. The thread's only work; a test that
    /// starts no thread calls it itself.
    void turn() {
        takeWaiting();
        try {
            round();
        } catch (RuntimeException e) {
            failActive(e);
        }
    }

    private void takeWaiting() {
        lock.lock();
        try {
            planAgain = false;
            active.addAll(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void round() {
        long nowMs = clockGuard.wallMs();
        renewAfterResync();
        Attempt<D> attempt = attempt(nowMs);
        if (attempt.decided().isEmpty()) {
            // All are held: look again when entries have come, or when nothing may be held any longer.
            doors.timers().after(Plan.HOLD_AHEAD, this::planHeldAgain);
            return;
        }
        boolean done = attempt.plan().commands().isEmpty() ? confirmFresh(attempt) : commit(attempt);
        if (done) {
            settle(attempt.decided());
        }
        if (!active.isEmpty()) {
            planHeldAgain();
        }
    }

    /// One entry in the making, and the proposals that it decides.
    ///
    /// @param first the one that the first command is from, null if there is no command
    private record Attempt<D extends Draft>(
            D draft,
            Plan plan,
            List<Proposal<D>> decided,
            @Nullable Proposal<D> first) {}

    private Attempt<D> attempt(long nowMs) {
        long nowNanos = doors.clock().nanoTime();
        return replica.query(state -> {
            D draft = state.draft(nowMs);
            var plan = new Plan(MAX_PLAN_BYTES, nowNanos, flushIds);
            var decided = new ArrayList<Proposal<D>>();
            Proposal<D> first = null;
            for (Proposal<D> proposal : active) {
                Proposal.Step step = proposal.plan(draft, plan);
                if (first == null && !plan.commands().isEmpty()) {
                    first = proposal;
                }
                switch (step) {
                    case DECIDED -> decided.add(proposal);
                    case HELD -> {}
                    case REFUSED -> {
                        decided.add(proposal);
                        return new Attempt<>(draft, plan, decided, first);
                    }
                    case FULL -> {
                        return new Attempt<>(draft, plan, decided, first);
                    }
                }
            }
            return new Attempt<>(draft, plan, decided, first);
        });
    }

    /// Decisions that no entry carries, such as a refusal, must not rest on a stale view.
    private boolean confirmFresh(Attempt<D> attempt) {
        try {
            replica.refresh();
        } catch (JournalException | StoreException e) {
            LOG.warn("tail read failed shard={} reason={}", replica.shard(), e.toString());
            Backoff.first(doors).pause();
            return false;
        }
        return replica.appliedSequence() == attempt.draft().sequence() - 1;
    }

    private boolean commit(Attempt<D> attempt) {
        D draft = attempt.draft();
        Entry entry = attempt.plan().entry(new CommitId(flushIds.incarnation(), commits++), draft);
        byte[] bytes = entry.encode();
        if (bytes.length > Journal.MAX_ENTRY_BYTES) {
            failTooLarge(attempt, bytes.length);
            return false;
        }
        return switch (write(attempt, entry, bytes)) {
            case ACKNOWLEDGE -> {
                if (attempt.plan().flushed()) {
                    flushIds.applied();
                }
                doors.crashPoints().reach(CrashPoint.AFTER_APPLY);
                yield true;
            }
            case GIVE_UP -> throw trimmed(draft.sequence());
            case DROP_STATE -> {
                replica.resyncBeyond(draft.sequence());
                throw trimmed(draft.sequence());
            }
            case PLAN_AGAIN -> {
                follow();
                yield false;
            }
            case APPEND, READ_BACK, CHECK_FLOOR, APPLY ->
                throw new IllegalStateException("the commit is not at its end");
        };
    }

    /// Only the first command of a plan can be too large, for the others have to fit beside it. Whoever waits
    /// behind is not to blame.
    private void failTooLarge(Attempt<D> attempt, int entryBytes) {
        Proposal<D> first = Objects.requireNonNull(attempt.first());
        active.remove(first);
        first.failed(new ProposalException(
                ProposalException.Kind.NOT_WRITTEN,
                "an entry of " + entryBytes + " bytes, of which no journal takes more than "
                        + Journal.MAX_ENTRY_BYTES));
    }

    /// Carries out the steps of one commit until it is known what became of the entry.
    private Step write(Attempt<D> attempt, Entry entry, byte[] bytes) {
        long sequence = attempt.draft().sequence();
        var commit = new CommitAttempt(sequence, bytes);
        replica.expect(entry.commitId());
        Backoff backoff = Backoff.first(doors);
        Step step = Step.APPEND;
        while (true) {
            switch (step) {
                case APPEND -> step = commit.afterAppend(append(sequence, bytes, backoff));
                case READ_BACK -> step = readBack(commit, sequence, backoff);
                case CHECK_FLOOR -> step = commit.afterFloorCheck(replica.isAboveFloor(sequence));
                case APPLY -> {
                    doors.crashPoints().reach(CrashPoint.BEFORE_APPLY);
                    step = commit.afterApply(replica.install(entry, attempt.draft()));
                }
                case ACKNOWLEDGE, PLAN_AGAIN, DROP_STATE, GIVE_UP -> {
                    return step;
                }
            }
        }
    }

    private AppendOutcome append(long sequence, byte[] bytes, Backoff backoff) {
        doors.crashPoints().reach(CrashPoint.BEFORE_APPEND);
        AppendOutcome outcome = journal.append(replica.shard(), sequence, bytes);
        doors.crashPoints().reach(CrashPoint.AFTER_APPEND);
        if (outcome instanceof AppendOutcome.Unknown unknown) {
            LOG.warn(
                    "append has no answer shard={} sequence={} reason={}",
                    replica.shard(),
                    sequence,
                    unknown.cause().toString());
            backoff.pause();
        }
        return outcome;
    }

    private Step readBack(CommitAttempt commit, long sequence, Backoff backoff) {
        Step next = Step.APPEND;
        try {
            next = commit.afterReadBack(journal.read(replica.shard(), sequence, 1));
        } catch (JournalException e) {
            LOG.warn("read back failed shard={} sequence={} reason={}", replica.shard(), sequence, e.toString());
            backoff.pause();
        }
        if (next == Step.APPEND && isClosed()) {
            throw new ProposalException(ProposalException.Kind.UNKNOWN, "this node is stopping");
        }
        return next;
    }

    private void follow() {
        try {
            replica.refresh();
        } catch (JournalException | StoreException e) {
            // The next attempt plans on the same stale state, finds the sequence taken, and comes here again.
            LOG.warn("tail read failed shard={} reason={}", replica.shard(), e.toString());
            Backoff.first(doors).pause();
        }
    }

    /// After a resync nobody can say which of this incarnation's flushes were applied, so it ends.
    private void renewAfterResync() {
        long resyncs = replica.resyncs();
        if (resyncs != resyncsSeen) {
            resyncsSeen = resyncs;
            flushIds.renew();
        }
    }

    private ProposalException trimmed(long sequence) {
        return new ProposalException(
                ProposalException.Kind.UNKNOWN,
                "entry " + sequence + " of " + replica.shard() + " was trimmed while this node was away");
    }

    private void settle(List<Proposal<D>> decided) {
        for (Proposal<D> proposal : decided) {
            if (proposal.settled()) {
                active.remove(proposal);
            }
        }
    }

    private void failActive(RuntimeException cause) {
        var failed = new ArrayList<>(active);
        active.clear();
        failed.forEach(proposal -> proposal.failed(cause));
    }
}
