package io.varve.groups.claim;

import io.varve.core.Clock;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.GroupRecords;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.group.GroupDraft;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.group.PendingTransaction;
import io.varve.metadata.group.StoredRecord;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.state.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A claim of this process on one group shard. It says who may write, and nothing more: whoever reads under it has to
/// [#confirm] that nobody else has claimed the shard since, for this process may have stood still for hours.
///
/// ```
///   held --+--> lost    a write failed, or another process has claimed the shard; never held again
/// ```
///
/// Thread-safe. Writes take effect in the order of the calls, or none after the first that does not.
public final class HeldClaim {

    private static final Logger LOG = LoggerFactory.getLogger(HeldClaim.class);

    /// Some tens of thousands of commits: more than the journal takes in a second.
    private static final long MOST_BACKLOG_BYTES = 4 * 1024 * 1024;

    /// About what the end of a transaction takes.
    private static final int END_BYTES = 16;

    private final int number;
    private final long epoch;
    private final Shard<GroupState, GroupDraft> shard;
    private final Clock clock;
    private final ClockGuard clockGuard;
    private final Executor confirming;
    private final Runnable whenLost;
    private final AtomicBoolean lost = new AtomicBoolean();

    /// Held while a write takes its number and its place, so that no other comes between.
    private final ReentrantLock writing = new ReentrantLock();

    /// Guarded by the lock.
    private long writes;

    /// Of writes that are not durable yet.
    private final AtomicLong backlogBytes = new AtomicLong();

    private volatile Confirmation newest;

    /// When the claim was known to hold, by both clocks: the monotonic one stands still while a machine sleeps, the
    /// wall clock may be set back.
    record Confirmation(long nanos, long wallMs) {

        static Confirmation at(Clock clock) {
            return new Confirmation(clock.nanoTime(), clock.wallMs());
        }

        boolean isWithin(Duration age, Clock clock) {
            long sinceNanos = clock.nanoTime() - nanos;
            long sinceWallMs = clock.wallMs() - wallMs;
            return sinceNanos <= age.toNanos() && sinceWallMs >= 0 && sinceWallMs <= age.toMillis();
        }
    }

    /// What the shard holds when the claim begins.
    ///
    /// @param pending records of transactions that are not decided here
    /// @param endOffset how many records it has taken
    public record Contents(List<StoredRecord> records, List<PendingTransaction> pending, long endOffset) {}

    /// @param first before the claim was made
    HeldClaim(
            int number,
            long epoch,
            Shard<GroupState, GroupDraft> shard,
            Cluster cluster,
            Confirmation first,
            Runnable whenLost) {
        this.number = number;
        this.epoch = epoch;
        this.shard = shard;
        this.clock = cluster.doors().clock();
        this.clockGuard = cluster.stores().clockGuard();
        // Where nobody else can have claimed anything, nothing is read and nobody has to wait.
        this.confirming = cluster.stores().journal().shared()
                ? task -> cluster.doors().threads().start("confirm-group-" + number, task)
                : Runnable::run;
        this.whenLost = whenLost;
        this.newest = first;
    }

    /// Of the shard.
    public int number() {
        return number;
    }

    public long epoch() {
        return epoch;
    }

    public boolean isHeld() {
        return !lost.get();
    }

    /// All that the shard holds. Before the first [#write] it is what the coordinators before this one have left.
    public Contents contents() {
        return shard.replica().query(state -> new Contents(state.records(), state.pending(), state.endOffset()));
    }

    /// The durable value of a key; empty also if a transaction that is not decided here may change it.
    public Optional<ByteBuffer> value(ByteBuffer key) {
        return shard.replica()
                .query(state -> state.isPending(key) ? Optional.<StoredRecord>empty() : state.record(key))
                .map(StoredRecord::value);
    }

    /// Whether another write may wait for the journal. If it does not answer for long, those who ask for
    /// writes give up, and what they asked for stays.
    public boolean hasRoom() {
        return backlogBytes.get() < MOST_BACKLOG_BYTES;
    }

    /// Adds records, after all that was added before.
    ///
    /// Records have dates. While this node's clock is wrong none are taken: they could wait until it is right, and
    /// then say that a group was given its assignment in a month, and may be given none until then.
    ///
    /// @param durable runs once they are in the journal; never, if the claim is lost before
    /// @throws ClaimLostException if it is lost already, or is now by a wrong clock
    public void write(GroupRecords records, Runnable durable) {
        write(records.encodedBytes(), number -> new GroupCommand.Write(epoch, number, records), durable);
    }

    /// Adds records that count once the transaction of a producer is committed; otherwise as [#write].
    public void writePending(ProducerIdAndEpoch producer, GroupRecords records, Runnable durable) {
        write(
                records.encodedBytes(),
                number -> new GroupCommand.WritePending(epoch, number, producer, records),
                durable);
    }

    /// The transaction of a producer is decided; otherwise as [#write].
    public void endPending(ProducerIdAndEpoch producer, boolean commit, Runnable durable) {
        write(END_BYTES, number -> new GroupCommand.EndPending(epoch, number, producer, commit), durable);
    }

    private void write(int sizeBytes, LongFunction<GroupCommand> command, Runnable durable) {
        if (!clockGuard.mayAppend()) {
            lose("this node's clock is wrong");
        }
        requireHeld();
        Confirmation before = Confirmation.at(clock);
        backlogBytes.addAndGet(sizeBytes);
        writing.lock();
        try {
            shard.propose(command.apply(writes++)).whenComplete((outcome, failure) -> {
                backlogBytes.addAndGet(-sizeBytes);
                String trouble = trouble(outcome, failure);
                if (trouble == null) {
                    newest = before;
                    durable.run();
                } else {
                    lose(trouble);
                }
            });
        } finally {
            writing.unlock();
        }
    }

    private static @Nullable String trouble(@Nullable Outcome outcome, @Nullable Throwable failure) {
        if (failure != null) {
            return failure.toString();
        }
        return outcome instanceof Outcome.Refused refused ? refused.message() : null;
    }

    /// Makes sure that no other process had claimed the shard when this was called: what this one knew of it then
    /// was all there was. Reads the shard's tail; calls that come together share a read.
    ///
    /// @throws ClaimLostException if another process had, or this one is no longer sure of what it wrote
    /// @throws io.varve.metadata.journal.JournalException if the journal cannot be read
    public void confirm() {
        Confirmation before = Confirmation.at(clock);
        shard.replica().refresh();
        long claimed = shard.replica().query(GroupState::claim).epoch();
        if (claimed != epoch) {
            lose("claim " + claimed + " was made since");
        }
        requireHeld();
        newest = before;
    }

    /// [#confirm], for those who do not wait.
    public CompletableFuture<Void> confirmed() {
        return CompletableFuture.runAsync(this::confirm, confirming);
    }

    /// Whether no other process had claimed the shard so long ago, as far as that is known without a read.
    public boolean isProvenWithin(Duration age) {
        return isHeld() && newest.isWithin(age, clock);
    }

    /// Ends the claim here; in the journal it stands until another one is made.
    public void lose(String reason) {
        if (lost.compareAndSet(false, true)) {
            LOG.warn("group shard lost shard={} epoch={} reason=\"{}\"", shard.id(), epoch, reason);
            whenLost.run();
        }
    }

    private void requireHeld() {
        if (lost.get()) {
            throw new ClaimLostException("claim " + epoch + " of " + shard.id() + " is lost");
        }
    }

    @Override
    public String toString() {
        return shard.id() + "@" + epoch;
    }
}
