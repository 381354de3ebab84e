package io.varve.log.read;

import io.varve.core.MalformedDataException;
import io.varve.log.read.RunBatches.Stored;
import io.varve.log.store.Extent;
import io.varve.log.store.RowGroupBatches;
import io.varve.log.store.RunBytes;
import io.varve.metadata.log.AbortedTransaction;
import io.varve.metadata.log.Run;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts one answer together, position by position, by Kafka's rules: whole batches, not more than the limits say,
/// except that the first batch of the answer may be of any size. Of one thread.
final class Answer {

    private final int maxBytes;
    private long sizeBytes;

    Answer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// @param read what came of each of the plan's runs
    PartitionRead add(PositionPlan.Ready plan, List<RunBytes> read) {
        var part = new Part(plan);
        PartitionRead failure = null;
        for (int i = 0; i < read.size() && failure == null && !part.full; i++) {
            failure = part.add(plan.runs().get(i), read.get(i));
        }
        // What is sound before the damage is answered; whoever reads on meets it then.
        return failure != null && part.batches.isEmpty()
                ? failure
                : new PartitionRead.Records(plan.bounds(), part.batches, part.aborted());
    }

    private final class Part {

        private final PositionPlan.Ready plan;
        private final List<ReadBatch> batches = new ArrayList<>();
        private long partBytes;
        private boolean full;

        Part(PositionPlan.Ready plan) {
            this.plan = plan;
        }

        private List<AbortedTransaction> aborted() {
            return batches.isEmpty()
                    ? List.of()
                    : plan.aborted().stream()
                            .filter(transaction -> transaction.firstOffset()
                                    <= batches.getLast().lastOffset())
                            .toList();
        }

        /// @return why the part ends within this run, or null if it does not, or only because it is full
        @Nullable
        PartitionRead add(Run run, RunBytes bytes) {
            return switch (bytes) {
                case RunBytes.InMemory(Extent extent) -> addSound(run, RunBatches.of(run, extent));
                case RunBytes.Decoded(RowGroupBatches batches) ->
                    addSound(run, RunBatches.of(run, batches, plan.position().offset()));
                case RunBytes.Gone(RuntimeException cause) -> new PartitionRead.StorageFailed(cause);
                case RunBytes.Failed(RuntimeException cause) -> new PartitionRead.StorageFailed(cause);
                case RunBytes.Damaged(RuntimeException cause) -> corrupt(run, cause.getMessage());
            };
        }

        private @Nullable PartitionRead addSound(Run run, RunBatches batchesOfRun) {
            try {
                Stored stored = batchesOfRun.next();
                while (stored != null && !full) {
                    if (stored.lastOffset() >= plan.position().offset()) {
                        take(stored);
                    }
                    stored = full ? null : batchesOfRun.next();
                }
                return null;
            } catch (MalformedDataException e) {
                return corrupt(run, e.getMessage());
            }
        }

        private void take(Stored stored) {
            int batchBytes = stored.header().sizeBytes();
            boolean fits = partBytes + batchBytes <= plan.position().maxBytes() && sizeBytes + batchBytes <= maxBytes;
            if (stored.baseOffset() >= plan.endOffset() || !(fits || sizeBytes == 0)) {
                full = true;
                return;
            }
            batches.add(stored.placed());
            partBytes += batchBytes;
            sizeBytes += batchBytes;
        }

        private PartitionRead corrupt(Run run, @Nullable String reason) {
            return new PartitionRead.Corrupt(
                    plan.bounds(),
                    plan.position().partition() + " is damaged at offset "
                            + plan.position().offset() + " in " + run.source() + ": " + reason);
        }
    }
}
