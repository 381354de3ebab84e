package io.varve.ingest.write;

import io.varve.core.TopicId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Batches that wait for the next flush, in the order in which they came, and the rule when it is due: with
/// a token of the flush budget in hand once those that arrive at the same time are there; without one, when
/// the next token comes, when enough bytes wait, or when the first batch has waited long enough, whichever
/// is first.
///
/// Not thread-safe: the write path's lock guards it. The caller tells the time.
final class FlushBuffer {

    /// When nothing waits.
    static final long NEVER = Long.MAX_VALUE;

    /// Where uploads cannot keep up, flushes grow up to this size and one batch.
    static final int MAX_FLUSH_BYTES = 16 * 1024 * 1024;

    private final Linger linger;
    private final FlushBudget budget;
    private final LinkedHashSet<WaitingBatch> waiting = new LinkedHashSet<>();

    /// The topics among them that have a budget of their own.
    private final Map<TopicId, FlushRate> buyers = new LinkedHashMap<>();

    private long sizeBytes;

    FlushBuffer(Linger linger, long nowNanos) {
        this.linger = linger;
        this.budget = new FlushBudget(linger.rate(), nowNanos);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    long sizeBytes() {
        return sizeBytes;
    }

    void add(WaitingBatch batch) {
        waiting.add(batch);
        sizeBytes += batch.meta().sizeBytes();
        noteBuyer(batch);
    }

    /// @return false if the batch does not wait any more
    boolean remove(WaitingBatch batch) {
        boolean waited = waiting.remove(batch);
        if (waited) {
            sizeBytes -= batch.meta().sizeBytes();
        }
        return waited;
    }

    /// How long it is until a flush is due; 0 if one is, [#NEVER] if nothing waits.
    long nanosUntilDue(long nowNanos) {
        if (waiting.isEmpty()) {
            return NEVER;
        }
        if (sizeBytes >= linger.flushBytes()) {
            return 0;
        }
        long waitedNanos = nowNanos - waiting.getFirst().arrivedNanos();
        long gathers = linger.gather().toNanos() - waitedNanos;
        long lingers = linger.max().toNanos() - waitedNanos;
        return Math.max(0, Math.min(lingers, Math.max(gathers, budget.nanosUntilToken(buyers, nowNanos))));
    }

    /// Takes out what the next flush carries, and pays for it if there is a token.
    List<WaitingBatch> take(long nowNanos) {
        budget.spend(buyers, nowNanos);
        buyers.clear();
        var taken = new ArrayList<WaitingBatch>();
        long takenBytes = 0;
        Iterator<WaitingBatch> next = waiting.iterator();
        while (next.hasNext() && takenBytes < MAX_FLUSH_BYTES) {
            WaitingBatch batch = next.next();
            next.remove();
            taken.add(batch);
            takenBytes += batch.meta().sizeBytes();
        }
        sizeBytes -= takenBytes;
        waiting.forEach(this::noteBuyer);
        return taken;
    }

    private void noteBuyer(WaitingBatch batch) {
        batch.batch()
                .destination()
                .flushRate()
                .ifPresent(rate -> buyers.put(batch.partition().topicId(), rate));
    }
}
