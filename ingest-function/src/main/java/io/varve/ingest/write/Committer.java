package io.varve.ingest.write;

import io.varve.core.Clock;
import io.varve.core.TopicIdPartition;
import io.varve.ingest.write.BatchOutcome.Cause;
import io.varve.ingest.write.WalUploader.Uploaded;
import io.varve.metadata.replica.ClockSkewException;
import io.varve.metadata.replica.FlushProposal;
import io.varve.metadata.replica.FlushProposal.Body;
import io.varve.metadata.replica.FlushRefusedException;
import io.varve.metadata.replica.ProposalException;
import io.varve.metadata.state.BatchVerdict;
import io.varve.metadata.state.Refusal;
import io.varve.storage.wal.RunTable;
import io.varve.storage.wal.WalObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Asks shards for offsets, and ends each batch with what comes of it.
///
/// Thread-safe; nothing here blocks. Parts of one shard come in the order in which their flushes began.
final class Committer {

    /// How often the bytes of a batch are put at most; again only if a sweep has overtaken them.
    private static final int MAX_UPLOADS = 3;

    private final DataShards shards;
    private final Clock clock;
    private final LongSupplier lastArrival;
    private final Consumer<List<WaitingBatch>> takeBack;
    private final FailedSequences<TopicIdPartition> failed = new FailedSequences<>();

    /// @param lastArrival of the latest batch that has come to this node
    /// @param takeBack gives batches another upload
    Committer(DataShards shards, Clock clock, LongSupplier lastArrival, Consumer<List<WaitingBatch>> takeBack) {
        this.shards = shards;
        this.clock = clock;
        this.lastArrival = lastArrival;
        this.takeBack = takeBack;
    }

    /// Commits what lies in an object.
    void commit(FlushPart part, Uploaded uploaded) {
        String shard = part.shard().name();
        WalObject.Encoded encoded = uploaded.encoded();
        RunTable table = Objects.requireNonNull(encoded.object().tables().get(shard));
        var body = new Body.InObject(
                uploaded.object(), Objects.requireNonNull(encoded.tableRanges().get(shard)));
        part.batches().forEach(WaitingBatch::countUpload);
        propose(part, table, body);
    }

    /// Commits by putting the bytes into the entry.
    void commitInline(FlushPart part) {
        var bytes = new ArrayList<ByteBuffer>();
        RunTable table = Objects.requireNonNull(WalObject.layOut(List.of(part.body()), 0, bytes)
                .get(part.shard().name()));
        propose(part, table, new Body.Inline(bytes));
    }

    private void propose(FlushPart part, RunTable table, Body body) {
        var all = new BitSet();
        all.set(0, part.batches().size());
        shards.propose(part.shard(), new FlushProposal(body, table, all, clock.nanoTime(), new Answers(part, all)));
    }

    private boolean knowsProducer(WaitingBatch batch) {
        return shards.knowsProducer(
                batch.shard(), batch.partition(), batch.meta().producerId());
    }

    /// Ends a batch that got no verdict, so that what its producer has sent after it fails as well.
    void fail(WaitingBatch batch, BatchOutcome outcome) {
        failed.failed(batch.partition(), batch.meta(), lastArrival.getAsLong(), clock.nanoTime());
        batch.end(outcome);
    }

    /// Hears from a shard what becomes of a part. Of the appender's thread.
    private final class Answers implements FlushProposal.Answers {

        private final FlushPart part;
        private final BitSet open;

        Answers(FlushPart part, BitSet wanted) {
            this.part = part;
            this.open = (BitSet) wanted.clone();
        }

        /// Until it is planned, a batch that its producer sent before may still fail.
        @Override
        public boolean stillWants(int index) {
            WaitingBatch batch = part.batches().get(index);
            boolean blocked = failed.blocks(
                    batch.partition(), batch.meta(), batch.arrival(), clock.nanoTime(), () -> knowsProducer(batch));
            if (blocked) {
                open.clear(index);
                batch.end(new BatchOutcome.NotWritten(
                        Cause.PREDECESSOR, "a batch that the producer sent before this one was not written"));
            }
            return !blocked;
        }

        @Override
        public void decided(int batch, BatchVerdict verdict) {
            open.clear(batch);
            part.batches().get(batch).end(new BatchOutcome.Decided(verdict));
        }

        @Override
        public void failed(RuntimeException cause) {
            List<WaitingBatch> left =
                    open.stream().mapToObj(part.batches()::get).toList();
            open.clear();
            if (isSwept(cause)) {
                uploadAgain(left, cause);
            } else {
                BatchOutcome outcome = outcomeOf(cause);
                left.forEach(batch -> fail(batch, outcome));
            }
        }
    }

    /// Gives a second chance to those whose order the shard checks. A batch without a sequence might come
    /// behind one that was sent later and has been committed meanwhile; its sender has to decide.
    private void uploadAgain(List<WaitingBatch> swept, RuntimeException cause) {
        var again = new ArrayList<WaitingBatch>();
        for (WaitingBatch batch : swept) {
            if (batch.meta().idempotent() && batch.uploads() < MAX_UPLOADS) {
                // What its producer sent after it may lie elsewhere and be planned first: a partition that does
                // not know the producer would take that for the beginning.
                failed.failed(batch.partition(), batch.meta(), lastArrival.getAsLong(), clock.nanoTime());
                again.add(batch);
            } else {
                fail(batch, outcomeOf(cause));
            }
        }
        if (!again.isEmpty()) {
            takeBack.accept(again);
        }
    }

    private static boolean isSwept(RuntimeException cause) {
        return cause instanceof FlushRefusedException refused && refused.refusal() == Refusal.OBJECT_SWEPT;
    }

    private static BatchOutcome outcomeOf(RuntimeException cause) {
        boolean notWritten = switch (cause) {
            case ClockSkewException skew -> true;
            case ProposalException proposal -> proposal.kind() == ProposalException.Kind.NOT_WRITTEN;
            // The shard has applied this very flush, or refuses to say: then nobody knows.
            case FlushRefusedException refused -> refused.refusal() != Refusal.FLUSH_APPLIED;
            default -> false;
        };
        String message = String.valueOf(cause.getMessage());
        return notWritten ? new BatchOutcome.NotWritten(Cause.NODE, message) : new BatchOutcome.Unknown(message);
    }
}
