package io.varve.metadata.log;

import io.varve.metadata.entry.Cleaned;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.Source;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import io.varve.storage.wal.BatchMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What an entry changes in one partition.
final class PartitionDraft {

    private final PartitionLog log;
    private final long timeMs;

    long logStartOffset;
    long highWatermark;
    Cleaned cleaned;

    /// Those of the log itself until one of them changes.
    private Map<Long, OpenTransaction> transactions;

    /// What is left of the log's, null if all of them are.
    private @Nullable List<AbortedTransaction> keptAborted;

    private List<AbortedTransaction> newlyAborted = List.of();

    /// All runs of the log before the appended ones, if the entry changes any of them.
    private @Nullable List<Run> rewritten;

    private final List<Run> appended = new ArrayList<>(1);
    private final Map<Long, ProducerEntry> producers = new HashMap<>();

    PartitionDraft(PartitionLog log, long timeMs) {
        this.log = log;
        this.timeMs = timeMs;
        this.logStartOffset = log.logStartOffset;
        this.highWatermark = log.highWatermark;
        this.cleaned = log.cleaned;
        this.transactions = log.transactions();
    }

    /// Decides about a batch as Kafka's `ProducerAppendInfo` does, and gives it its place if it has one.
    ///
    /// @param forgetBeforeMs producers older than this are forgotten in the same entry
    BatchVerdict append(BatchMeta batch, Source source, int position, long forgetBeforeMs) {
        if (batch.idempotent()) {
            OpenTransaction transaction = transactions.get(batch.producerId());
            if (!belongs(batch, transaction)) {
                return new BatchVerdict.Rejected(BatchRejection.INVALID_TXN_STATE);
            }
            ProducerEntry producer = producer(batch.producerId(), forgetBeforeMs);
            if (producer != null) {
                OptionalLong duplicate = producer.duplicateOf(batch);
                if (duplicate.isPresent()) {
                    return new BatchVerdict.Duplicate(duplicate.getAsLong(), logStartOffset);
                }
                BatchRejection rejection = check(producer, batch);
                if (rejection != null) {
                    return new BatchVerdict.Rejected(rejection);
                }
            } else if (transaction != null && transaction.epochRises() && batch.baseSequence() != 0) {
                // With an epoch for each transaction nothing of it can have come and be forgotten.
                return new BatchVerdict.Rejected(BatchRejection.OUT_OF_ORDER_SEQUENCE_NUMBER);
            }
            producers.put(
                    batch.producerId(),
                    producer == null
                            ? ProducerEntry.first(batch, highWatermark, timeMs)
                            : producer.with(batch, highWatermark, timeMs));
            if (transaction != null && !transaction.hasRecords()) {
                changeTransactions().put(batch.producerId(), transaction.from(highWatermark));
            }
        }
        return accept(batch, source, position);
    }

    /// Whether a batch comes within its producer's transaction, or without one, as it says. A producer that
    /// has only announced that it will write may still send what is not part of its transaction.
    private static boolean belongs(BatchMeta batch, @Nullable OpenTransaction transaction) {
        if (batch.transactional()) {
            return transaction != null && transaction.epoch() == batch.producerEpoch();
        }
        return transaction == null || !transaction.hasRecords();
    }

    /// A transaction of a producer may write here from now on.
    void begin(ProducerIdAndEpoch producer, boolean epochRises) {
        changeTransactions()
                .putIfAbsent(
                        producer.producerId(),
                        new OpenTransaction(producer.epoch(), epochRises, OpenTransaction.NO_OFFSET));
    }

    /// The transaction of a producer is decided.
    ///
    /// @return the offset of the marker
    long mark(EndMarker marker) {
        long producerId = marker.producer().producerId();
        long offset = highWatermark;
        highWatermark++;
        appended.add(new Run(offset, highWatermark, marker, 0, EndMarker.SIZE_BYTES, timeMs, timeMs));
        OpenTransaction ended = changeTransactions().remove(producerId);
        if (!marker.commit() && ended != null && ended.hasRecords()) {
            var more = new ArrayList<>(newlyAborted);
            more.add(new AbortedTransaction(producerId, ended.firstOffset(), offset));
            newlyAborted = more;
        }
        ProducerEntry producer = producer(producerId, Long.MIN_VALUE);
        producers.put(
                producerId, ProducerEntry.marked(producer, marker.producer().epoch(), timeMs));
        return offset;
    }

    private Map<Long, OpenTransaction> changeTransactions() {
        if (transactions == log.transactions()) {
            transactions = new HashMap<>(transactions);
        }
        return transactions;
    }

    private static @Nullable BatchRejection check(ProducerEntry producer, BatchMeta batch) {
        if (batch.producerEpoch() < producer.epoch()) {
            return BatchRejection.INVALID_PRODUCER_EPOCH;
        }
        boolean inOrder = batch.producerEpoch() > producer.epoch()
                ? batch.baseSequence() == 0
                : producer.follows(batch.baseSequence());
        return inOrder ? null : BatchRejection.OUT_OF_ORDER_SEQUENCE_NUMBER;
    }

    private BatchVerdict accept(BatchMeta batch, Source source, int position) {
        long baseOffset = highWatermark;
        highWatermark += batch.recordCount();
        Run last = appended.isEmpty() ? null : appended.getLast();
        if (last != null && last.source().equals(source) && last.position() + last.sizeBytes() == position) {
            appended.set(
                    appended.size() - 1,
                    new Run(
                            last.baseOffset(),
                            highWatermark,
                            last.source(),
                            last.position(),
                            last.sizeBytes() + batch.sizeBytes(),
                            Math.max(last.maxTimestampMs(), batch.maxTimestampMs()),
                            timeMs));
        } else {
            appended.add(new Run(
                    baseOffset, highWatermark, source, position, batch.sizeBytes(), batch.maxTimestampMs(), timeMs));
        }
        return new BatchVerdict.Accepted(baseOffset, logStartOffset);
    }

    /// Whether the batch would be in order if some batches that we have not seen came first.
    boolean isAhead(BatchMeta batch, long forgetBeforeMs) {
        if (!batch.idempotent() || !belongs(batch, transactions.get(batch.producerId()))) {
            return false;
        }
        ProducerEntry producer = producer(batch.producerId(), forgetBeforeMs);
        if (producer == null || batch.producerEpoch() > producer.epoch()) {
            return batch.baseSequence() > 0;
        }
        return batch.producerEpoch() == producer.epoch()
                && producer.duplicateOf(batch).isEmpty()
                && isLater(batch.baseSequence(), producer.lastSequence())
                && !producer.follows(batch.baseSequence());
    }

    /// Sequences wrap, so of two the later one is that which is less than half the circle ahead.
    private static boolean isLater(int sequence, int than) {
        return ((sequence - than) & Integer.MAX_VALUE) < (1 << 30) && sequence != than;
    }

    /// Raises the log start and drops the runs below it.
    void trim(long newStartOffset) {
        logStartOffset = newStartOffset;
        var kept = new ArrayList<Run>();
        for (Run run : allRuns()) {
            if (run.endOffset() > newStartOffset) {
                kept.add(run);
            }
        }
        rewrite(kept);
        // Who rewrites the run that the log begins in rewrites all of it.
        long keptFrom = kept.isEmpty() ? newStartOffset : kept.getFirst().baseOffset();
        forgetAborted(transaction -> transaction.lastOffset() < keptFrom);
    }

    /// Replaces inlined runs by one in a bundle.
    ///
    /// @return false, and nothing is changed, if the range is not covered by whole inlined runs
    boolean move(LogCommand.MovedRun moved, ObjectRef bundle) {
        return replace(moved.baseOffset(), moved.endOffset(), PartitionDraft::areInlined, replaced -> {
            long maxTimestampMs = -1;
            long appendedMs = 0;
            for (Run run : replaced) {
                maxTimestampMs = Math.max(maxTimestampMs, run.maxTimestampMs());
                appendedMs = Math.max(appendedMs, run.appendedMs());
            }
            return List.of(new Run(
                    moved.baseOffset(),
                    moved.endOffset(),
                    bundle,
                    moved.position(),
                    moved.sizeBytes(),
                    maxTimestampMs,
                    appendedMs));
        });
    }

    private static boolean areInlined(List<Run> runs) {
        return runs.stream().allMatch(run -> run.source() instanceof InlineRef);
    }

    /// Replaces the whole runs that cover exactly `[baseOffset, endOffset)` by others that cover the same.
    ///
    /// @return false, and nothing is changed, if no whole runs do, or they are not accepted as inputs
    boolean replace(
            long baseOffset, long endOffset, Predicate<List<Run>> accepted, List<LogCommand.CompactedRun> outputs) {
        boolean done = replace(baseOffset, endOffset, accepted, replaced -> {
            var runs = new ArrayList<Run>(outputs.size());
            long covered = baseOffset;
            for (LogCommand.CompactedRun output : outputs) {
                runs.add(new Run(
                        covered,
                        output.endOffset(),
                        output.source(),
                        output.position(),
                        output.sizeBytes(),
                        output.maxTimestampMs(),
                        output.appendedMs()));
                covered = output.endOffset();
            }
            return runs;
        });
        if (done) {
            List<Run> all = allRuns();
            forgetAborted(transaction -> transaction.firstOffset() < endOffset
                    && transaction.lastOffset() >= baseOffset
                    && holdsNone(all, transaction));
        }
        return done;
    }

    /// A command may have thousands of these, so the log is neither walked through nor copied for each.
    private boolean replace(
            long baseOffset, long endOffset, Predicate<List<Run>> accepted, UnaryOperator<List<Run>> replacement) {
        List<Run> all = rewritten != null && appended.isEmpty() ? rewritten : allRuns();
        int first = PartitionLog.indexOf(all, baseOffset);
        int end = first;
        long covered = baseOffset;
        while (end < all.size() && covered < endOffset) {
            Run run = all.get(end);
            if (run.baseOffset() != covered) {
                return false;
            }
            covered = run.endOffset();
            end++;
        }
        List<Run> replaced = List.copyOf(all.subList(first, end));
        if (covered != endOffset || replaced.isEmpty() || !accepted.test(replaced)) {
            return false;
        }
        // The log may begin within the first of the replaced runs by now, and behind some that take their place.
        List<Run> taking = replacement.apply(replaced).stream()
                .filter(run -> run.endOffset() > logStartOffset)
                .toList();
        List<Run> place = all.subList(first, end);
        place.clear();
        place.addAll(taking);
        rewrite(all);
        return true;
    }

    private void forgetAborted(Predicate<AbortedTransaction> forgotten) {
        List<AbortedTransaction> known = keptAborted != null ? keptAborted : log.aborted();
        if (known.stream().anyMatch(forgotten)) {
            keptAborted = known.stream().filter(forgotten.negate()).toList();
        }
        newlyAborted = newlyAborted.stream().filter(forgotten.negate()).toList();
    }

    /// Whether all runs that a transaction's records were in are segments, which have none of aborted transactions.
    private static boolean holdsNone(List<Run> runs, AbortedTransaction transaction) {
        for (int i = PartitionLog.indexOf(runs, transaction.firstOffset()); i < runs.size(); i++) {
            Run run = runs.get(i);
            if (run.baseOffset() > transaction.lastOffset()) {
                return true;
            }
            if (!(run.source() instanceof SegmentRef || run.source() instanceof NoRecords)) {
                return false;
            }
        }
        return true;
    }

    /// The runs that lie behind the log's present end.
    List<Run> newRuns() {
        return rewritten == null
                ? appended
                : allRuns().stream()
                        .filter(run -> run.baseOffset() >= log.highWatermark)
                        .toList();
    }

    void install() {
        log.logStartOffset = logStartOffset;
        log.highWatermark = highWatermark;
        log.cleaned = cleaned;
        if (rewritten != null) {
            log.replaceRuns(rewritten);
        }
        log.append(appended);
        if (keptAborted != null) {
            log.keepAborted(keptAborted);
        }
        log.putProducers(producers, transactions, newlyAborted);
    }

    private void rewrite(List<Run> all) {
        rewritten = all;
        appended.clear();
    }

    private List<Run> allRuns() {
        var all = new ArrayList<>(rewritten != null ? rewritten : log.runs());
        all.addAll(appended);
        return all;
    }

    private @Nullable ProducerEntry producer(long producerId, long forgetBeforeMs) {
        ProducerEntry changed = producers.get(producerId);
        if (changed != null) {
            return changed;
        }
        ProducerEntry known = log.producers().get(producerId);
        return known == null || known.lastMs() < forgetBeforeMs ? null : known;
    }
}
