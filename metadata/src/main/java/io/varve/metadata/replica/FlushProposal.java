package io.varve.metadata.replica;

import io.varve.core.ByteWriter;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Source;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.state.BatchVerdict;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import io.varve.storage.wal.RunTable;
import io.varve.storage.wal.WalObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Asks for offsets for the batches of one flush of one shard.
///
/// Each batch gets its verdict as soon as it is final, which for most is all at once. A batch that is only ahead of its
/// sequence is held back for a while, since its predecessors may be on their way through another node. What is refused
/// or known already stays out of the entry.
public final class FlushProposal implements Proposal<LogDraft> {

    /// A run table is left in the object's footer when it is larger: reading it there costs less than tailing it
    /// here.
    public static final int SPILL_BYTES = 32 * 1024;

    /// More batches than this wait for the next entry; their part of the table fits into one however large its
    /// numbers.
    private static final int MAX_BATCHES = 8 * 1024;

    private final Body body;
    private final RunTable table;
    private final long arrivedNanos;
    private final Answers answers;

    /// The batches without a verdict, by their index in the table.
    private final BitSet undecided = new BitSet();

    /// What the last plan came to, by the index of the batch; null for those that it did not decide.
    private final @Nullable BatchVerdict[] planned;

    private @Nullable FlushId flushId;
    private @Nullable FlushRefusedException refusal;

    /// Where the bytes of the flush are.
    public sealed interface Body {

        /// In an object, whose footer holds the run table as well.
        record InObject(ObjectRef object, WalObject.TableRange tableRange) implements Body {}

        /// To be put into the entry; the table's positions count from the first byte.
        record Inline(List<ByteBuffer> bytes) implements Body {}
    }

    /// Hears what came of a flush, on the appender's thread; must not block.
    public interface Answers {

        /// Whether a batch still wants an offset. Asked each time before it is planned; one that does not has
        /// been answered, and is not asked for again.
        boolean stillWants(int batch);

        /// The verdict of a batch, by its index in the run table; final, and given once.
        void decided(int batch, BatchVerdict verdict);

        /// The batches that have no verdict will not get one.
        ///
        /// @param cause a [ProposalException], [FlushRefusedException], [ClockSkewException] or
        /// [ReplicaHaltedException]
        void failed(RuntimeException cause);

        /// For a flush whose batches all stand or fall together, and that nobody gives up.
        ///
        /// @param first completed by the first verdict, or by the failure
        static Answers to(CompletableFuture<BatchVerdict> first) {
            return new Answers() {
                @Override
                public boolean stillWants(int batch) {
                    return true;
                }

                @Override
                public void decided(int batch, BatchVerdict verdict) {
                    first.complete(verdict);
                }

                @Override
                public void failed(RuntimeException cause) {
                    first.completeExceptionally(cause);
                }
            };
        }
    }

    /// @param table all batches of the flush
    /// @param wanted those that ask for offsets, by their index in the table; not empty
    /// @param arrivedNanos the monotonic clock when the flush was ready
    public FlushProposal(Body body, RunTable table, BitSet wanted, long arrivedNanos, Answers answers) {
        this.body = body;
        this.table = table;
        this.arrivedNanos = arrivedNanos;
        this.answers = answers;
        this.undecided.or(wanted);
        this.planned = new BatchVerdict[table.batchCount()];
    }

    @Override
    public Step plan(LogDraft draft, Plan plan) {
        Arrays.fill(planned, null);
        refusal = null;
        BitSet tried = firstUndecided();
        if (tried.isEmpty()) {
            return Step.DECIDED;
        }
        RunTable part = table.select(tried).orElseThrow();
        if (!plan.fits(sizeOf(part))) {
            return Step.FULL;
        }
        Source source = switch (body) {
            case Body.InObject inObject -> inObject.object();
            case Body.Inline inline -> new InlineRef(draft.sequence());
        };
        RunTable placed = body instanceof Body.Inline ? part.shifted(plan.inlinePosition()) : part;
        boolean mayHold = plan.mayHold(arrivedNanos);
        var flush = new LogCommand.Flush(plan.flushId(flushId), source, placed);
        Outcome outcome = draft.tryFlush(flush, mayHold);
        if (outcome instanceof Outcome.Refused refused && refused.refusal() == Refusal.INCARNATION_FORGOTTEN) {
            flush = new LogCommand.Flush(plan.flushIdAfterForgotten(), source, placed);
            outcome = draft.tryFlush(flush, mayHold);
        }
        flushId = flush.flushId();
        return switch (outcome) {
            case Outcome.Flushed flushed -> take(flushed.verdicts(), tried, flush, plan);
            case Outcome.Refused refused -> {
                refusal = new FlushRefusedException(refused);
                yield Step.REFUSED;
            }
            default -> throw new IllegalStateException("a flush came to " + outcome);
        };
    }

    private Step take(List<BatchVerdict> verdicts, BitSet tried, LogCommand.Flush whole, Plan plan) {
        var accepted = new BitSet();
        boolean decided = false;
        int index = tried.nextSetBit(0);
        for (int i = 0; i < verdicts.size(); i++) {
            BatchVerdict verdict = verdicts.get(i);
            if (!(verdict instanceof BatchVerdict.Held)) {
                planned[index] = verdict;
                decided = true;
            }
            if (verdict instanceof BatchVerdict.Accepted) {
                accepted.set(i);
            }
            index = tried.nextSetBit(index + 1);
        }
        Optional<RunTable> kept = whole.table().select(accepted);
        if (kept.isPresent()) {
            Command command = spill(new LogCommand.Flush(whole.flushId(), whole.source(), kept.get()));
            plan.add(command, sizeOf(command));
            if (body instanceof Body.Inline inline) {
                plan.addInline(inline.bytes());
            }
        }
        return decided ? Step.DECIDED : Step.HELD;
    }

    /// Leaves a large table in the object, if it is all of it.
    private Command spill(LogCommand.Flush flush) {
        boolean whole = flush.table().batchCount() == table.batchCount();
        if (whole
                && body instanceof Body.InObject inObject
                && inObject.tableRange().length() > SPILL_BYTES) {
            WalObject.TableRange range = inObject.tableRange();
            return new LogCommand.SpilledFlush(
                    flush.flushId(), inObject.object(), range.position(), range.length(), range.crc32c());
        }
        return flush;
    }

    @Override
    public boolean settled() {
        flushId = null;
        if (refusal != null) {
            answers.failed(refusal);
            return true;
        }
        for (int index = 0; index < planned.length; index++) {
            BatchVerdict verdict = planned[index];
            if (verdict != null) {
                undecided.clear(index);
                answers.decided(index, verdict);
            }
        }
        return undecided.isEmpty();
    }

    @Override
    public void failed(RuntimeException cause) {
        answers.failed(cause);
    }

    private BitSet firstUndecided() {
        var first = new BitSet();
        int taken = 0;
        for (int i = undecided.nextSetBit(0); i >= 0 && taken < MAX_BATCHES; i = undecided.nextSetBit(i + 1)) {
            if (answers.stillWants(i)) {
                first.set(i);
                taken++;
            } else {
                undecided.clear(i);
            }
        }
        return first;
    }

    private int sizeOf(RunTable part) {
        var encoded = new ByteWriter();
        part.write(encoded);
        int inlineBytes = body instanceof Body.Inline inline
                ? inline.bytes().stream().mapToInt(ByteBuffer::remaining).sum()
                : 0;
        return encoded.size() + inlineBytes;
    }

    private static int sizeOf(Command command) {
        var encoded = new ByteWriter();
        command.write(encoded);
        return encoded.size();
    }
}
