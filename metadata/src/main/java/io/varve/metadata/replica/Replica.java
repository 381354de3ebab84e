package io.varve.metadata.replica;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.UnknownCommandException;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.ShardState;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process's copy of one shard's state, kept by reading the journal.
///
/// Thread-safe. One lock guards the state and is never held during I/O; another one makes tail reads single-flight.
///
/// ```
///   open --> following --+--> halted       an entry applies here otherwise than at its writer
///               ^        |
///               +-resync-+                 entries that it has not seen are trimmed: start again from a snapshot
/// ```
public final class Replica<S extends ShardState<D>, D extends Draft> {

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    private static final int PAGE_BYTES = 4 * 1024 * 1024;

    private final ShardId shard;
    private final StateKind<S, D> kind;
    private final ReplicaParts parts;
    private final List<ApplyListener<D>> listeners = new CopyOnWriteArrayList<>();

    /// Guards the fields up to the next lock.
    private final ReentrantLock stateLock = new ReentrantLock();

    private S state;
    private @Nullable ReplicaHaltedException halted;
    private long resyncs;
    private long followed;
    private @Nullable CommitId expected;
    private boolean expectedWasRead;

    /// Held by the one thread that reads the tail; the others that came meanwhile share the next read.
    private final ReentrantLock readLock = new ReentrantLock();

    private volatile long readsBegun;
    private long readsEnded;
    private @Nullable RuntimeException lastReadFailure;

    /// Written under readLock. Whoever appends reads it without: a commit does not wait for a tail read.
    private volatile @Nullable FloorCheck floorChecked;

    public Replica(ShardId shard, StateKind<S, D> kind, ReplicaParts parts) {
        this.shard = shard;
        this.kind = kind;
        this.parts = parts;
        this.state = kind.empty().get();
    }

    public ShardId shard() {
        return shard;
    }

    public void listen(ApplyListener<D> listener) {
        listeners.add(listener);
    }

    /// Loads the newest snapshot and follows the journal to its tail.
    ///
    /// @throws ReplicaHaltedException if a snapshot is ahead of the journal: the journal was lost or put back
    public void open() {
        readLock.lock();
        try {
            loadSnapshot(-1);
            readTail();
        } finally {
            readLock.unlock();
        }
    }

    /// Reads something of the state, which does not change meanwhile. The function must be quick and must not
    /// block.
    ///
    /// @throws ReplicaHaltedException if this replica has halted
    public <R> R query(Function<? super S, R> question) {
        stateLock.lock();
        try {
            requireRunning();
            return question.apply(state);
        } finally {
            stateLock.unlock();
        }
    }

    public long appliedSequence() {
        return query(ShardState::appliedSequence);
    }

    /// Brings the state to the tail: whatever was durable when this was called is applied when it returns.
    /// Calls that come together share one read; where no other process can append, nothing is read.
    ///
    /// @throws io.varve.metadata.journal.JournalException if the journal cannot be read
    @SuppressWarnings("NonAtomicVolatileUpdate") // readsBegun grows under readLock alone
    public void refresh() {
        if (!parts.journal().shared()) {
            return;
        }
        // Only a read that begins from now on counts; one that is under way may have missed an entry.
        long wanted = readsBegun + 1;
        readLock.lock();
        try {
            if (readsEnded >= wanted) {
                if (lastReadFailure != null) {
                    throw lastReadFailure;
                }
                return;
            }
            readsBegun++;
            // Whatever ends the read early, those who share it have not read.
            lastReadFailure = new IllegalStateException("the tail of " + shard + " was not read to its end");
            readTail();
            lastReadFailure = null;
        } catch (RuntimeException e) {
            lastReadFailure = e;
            throw e;
        } finally {
            readsEnded = readsBegun;
            readLock.unlock();
        }
    }

    /// The state's encoding and hash at its present sequence.
    Snapshots.Loaded encode() {
        stateLock.lock();
        try {
            requireRunning();
            return encode(shard, state);
        } finally {
            stateLock.unlock();
        }
    }

    static <S extends ShardState<?>> Snapshots.Loaded encode(ShardId shard, S state) {
        var out = new ByteWriter(1 << 16);
        state.write(out);
        ByteBuffer encoded = out.view(0);
        return new Snapshots.Loaded(
                new Snapshots.Name(shard, state.appliedSequence(), Snapshots.hash(encoded)), encoded);
    }

    /// The encoding of the state before the first entry.
    ByteBuffer encodeEmpty() {
        return encode(shard, kind.empty().get()).state();
    }

    /// Folds the entries after an encoded state, up to and including a sequence, into a state of its own.
    S fold(ByteBuffer encodedState, long toSequence) {
        S folded = kind.reader().apply(new ByteReader(encodedState));
        while (folded.appliedSequence() < toSequence) {
            TailPage page = parts.journal().read(shard, folded.appliedSequence() + 1, PAGE_BYTES);
            if (page.entries().isEmpty() || page.firstSequence() != folded.appliedSequence() + 1) {
                throw new MalformedDataException(
                        "entry " + (folded.appliedSequence() + 1) + " of " + shard + " is gone");
            }
            for (byte[] bytes : page.entries()) {
                if (folded.appliedSequence() < toSequence) {
                    foldNext(folded, bytes);
                }
            }
        }
        return folded;
    }

    /// A voided entry says nothing here either.
    private void foldNext(S folded, byte[] bytes) {
        long sequence = folded.appliedSequence() + 1;
        try {
            Replay.apply(shard, folded, decode(sequence, bytes));
        } catch (MalformedDataException | UnknownCommandException e) {
            if (!parts.voidMarkers().isMarked(shard, sequence)) {
                throw e;
            }
            folded.install(folded.draft(folded.timeMs()));
        }
    }

    /// How many entries this replica has applied because it read them, and not because it had appended them.
    long followedEntries() {
        stateLock.lock();
        try {
            return followed;
        } finally {
            stateLock.unlock();
        }
    }

    /// How often this replica has had to start again from a snapshot.
    long resyncs() {
        stateLock.lock();
        try {
            return resyncs;
        } finally {
            stateLock.unlock();
        }
    }

    /// Names the entry that this process is about to append, so that a tail read which is faster knows it.
    void expect(CommitId commitId) {
        stateLock.lock();
        try {
            expected = commitId;
            expectedWasRead = false;
        } finally {
            stateLock.unlock();
        }
    }

    /// Takes over the expected entry, which this process has appended, if the tail read has not been faster.
    CommitAttempt.Place install(Entry entry, D draft) {
        stateLock.lock();
        try {
            requireRunning();
            if (state.appliedSequence() >= draft.sequence()) {
                return expectedWasRead ? CommitAttempt.Place.MET : CommitAttempt.Place.NOT_MET;
            }
            state.install(draft);
        } finally {
            stateLock.unlock();
        }
        announce(entry, draft);
        return CommitAttempt.Place.TAKEN;
    }

    /// Makes sure that a sequence which this process has just appended was not one that has been trimmed. A
    /// check that is recent will do, for it showed a bound below a sequence that was not later than this one.
    ///
    /// @return false if it was: then [#resyncBeyond] it
    boolean isAboveFloor(long sequence) {
        if (floorCheckIsRecent()) {
            return true;
        }
        readLock.lock();
        try {
            FloorCheck check = FloorCheck.at(parts.doors().clock());
            boolean above = parts.journal().floor(shard).sequence() < sequence;
            if (above) {
                floorChecked = check;
            }
            return above;
        } finally {
            readLock.unlock();
        }
    }

    /// Starts again from a snapshot that covers a sequence which this replica can no longer read.
    void resyncBeyond(long sequence) {
        readLock.lock();
        try {
            resync(sequence);
        } finally {
            readLock.unlock();
        }
    }

    private void readTail() {
        if (!floorCheckIsRecent()) {
            Gap.below(parts.journal().floor(shard), appliedSequence() + 1).ifPresent(this::resync);
        }
        FloorCheck check = FloorCheck.at(parts.doors().clock());
        boolean atTail = false;
        while (!atTail) {
            long next = appliedSequence() + 1;
            TailPage page = parts.journal().read(shard, next, PAGE_BYTES);
            OptionalLong gap = Gap.before(page, next);
            if (gap.isPresent()) {
                // What the page holds is read again, for the snapshot may reach into it.
                resync(gap.getAsLong());
            } else {
                atTail = applyRead(page) && page.complete();
            }
        }
        floorChecked = check;
    }

    /// @return false if the replica has started again from a snapshot, so that the rest of the page is of no use
    private boolean applyRead(TailPage page) {
        long sequence = page.firstSequence();
        for (byte[] bytes : page.entries()) {
            try {
                applyRead(sequence, bytes);
            } catch (ObjectNotFoundException e) {
                // The object that holds a run table of the entry is deleted once nobody has to replay the entry.
                LOG.warn("an entry's object is gone shard={} sequence={} reason={}", shard, sequence, e.getMessage());
                resync(sequence);
                return false;
            }
            sequence++;
        }
        return true;
    }

    private void applyRead(long sequence, byte[] bytes) {
        try {
            Entry entry = decode(sequence, bytes);
            D draft = applyOnce(sequence, entry);
            if (draft != null) {
                announce(entry, draft);
            }
        } catch (MalformedDataException | UnknownCommandException e) {
            voidOrHalt(sequence, e);
        }
    }

    /// Applies an entry unless this process, which may have appended it, has done so already.
    private @Nullable D applyOnce(long sequence, Entry entry) {
        stateLock.lock();
        try {
            requireRunning();
            if (state.appliedSequence() >= sequence) {
                return null;
            }
            followed++;
            expectedWasRead |= entry.commitId().equals(expected);
            return Replay.apply(shard, state, entry);
        } finally {
            stateLock.unlock();
        }
    }

    private void announce(Entry entry, D draft) {
        for (ApplyListener<D> listener : listeners) {
            listener.applied(draft.sequence(), entry, draft);
        }
    }

    /// Decodes an entry and fetches the run tables that it left in objects.
    private Entry decode(long sequence, byte[] bytes) {
        Entry entry = Entry.decode(sequence, bytes);
        if (entry.commands().stream().noneMatch(LogCommand.SpilledFlush.class::isInstance)) {
            return entry;
        }
        List<Command> fetched = entry.commands().stream().map(this::fetch).toList();
        return new Entry(entry.commitId(), entry.timeMs(), fetched, entry.verdictHash(), entry.inline());
    }

    private Command fetch(Command command) {
        return command instanceof LogCommand.SpilledFlush spilled
                ? new LogCommand.Flush(
                        spilled.flushId(), spilled.object(), parts.runTables().fetch(spilled))
                : command;
    }

    private void voidOrHalt(long sequence, RuntimeException cause) {
        boolean voided = parts.voidMarkers().isMarked(shard, sequence);
        stateLock.lock();
        try {
            if (state.appliedSequence() >= sequence) {
                return;
            }
            if (voided) {
                LOG.warn("applied a voided entry as a no-op shard={} sequence={}", shard, sequence);
                state.install(state.draft(state.timeMs()));
                return;
            }
            throw halt("shard " + shard + " is halted at entry " + sequence + ": " + cause.getMessage(), cause);
        } finally {
            stateLock.unlock();
        }
    }

    /// Ends this replica.
    private ReplicaHaltedException halt(String message, RuntimeException cause) {
        var failure = new ReplicaHaltedException(message, cause);
        LOG.error("replica halted shard={}", shard, failure);
        stateLock.lock();
        try {
            halted = failure;
        } finally {
            stateLock.unlock();
        }
        return failure;
    }

    private void resync(long beyond) {
        LOG.warn("entries are trimmed, starting again from a snapshot shard={} beyond={}", shard, beyond);
        // Until a snapshot is loaded the next entry's place is free, for this process's puts as well: none counts,
        // and nothing is read there, without another look at the bound.
        floorChecked = null;
        loadSnapshot(beyond);
        stateLock.lock();
        try {
            resyncs++;
        } finally {
            stateLock.unlock();
        }
    }

    /// Loads the newest readable snapshot.
    ///
    /// @param atLeast the lowest sequence that it must have reached; −1 if an empty state will do as well
    /// @throws StoreException if the store cannot be read, or lists none
    private void loadSnapshot(long atLeast) {
        for (Snapshots.Name name : parts.snapshots().list(shard)) {
            if (name.sequence() < Math.max(atLeast, 0)) {
                break;
            }
            Optional<S> sound =
                    parts.snapshots().readIfSound(name, encoded -> kind.reader().apply(new ByteReader(encoded)));
            if (sound.isEmpty()) {
                continue;
            }
            S loaded = sound.get();
            requireEntry(name.sequence());
            stateLock.lock();
            try {
                if (loaded.appliedSequence() > state.appliedSequence()) {
                    state = loaded;
                }
            } finally {
                stateLock.unlock();
            }
            return;
        }
        if (atLeast >= 0) {
            // No reason to halt: a store may list late what was written last.
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE,
                    "shard " + shard + ": entries up to " + atLeast
                            + " are trimmed and the store lists no readable snapshot that covers them");
        }
    }

    /// A snapshot whose entry, and everything after it, is not in the journal: the journal is not the one that it
    /// was.
    private void requireEntry(long sequence) {
        Journal journal = parts.journal();
        if (journal.read(shard, sequence, 1).entries().isEmpty()) {
            throw halt(
                    "shard " + shard + ": a snapshot is at entry " + sequence
                            + ", the journal ends before it: the journal was lost or restored from an older copy",
                    new MalformedDataException("snapshot ahead of the journal"));
        }
    }

    private boolean floorCheckIsRecent() {
        FloorCheck last = floorChecked;
        return last != null && last.isRecent(parts.doors().clock());
    }

    private void requireRunning() {
        if (halted != null) {
            throw halted;
        }
    }
}
