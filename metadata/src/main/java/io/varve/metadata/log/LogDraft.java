package io.varve.metadata.log;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Cleaned;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.entry.Source;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import io.varve.metadata.state.EntryDraft;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an entry changes in a [LogState].
public final class LogDraft extends EntryDraft {

    private final LogState state;

    final Map<TopicId, TopicLog> opened = new HashMap<>();
    final Set<TopicId> closed = new HashSet<>();
    final Map<TopicIdPartition, PartitionDraft> partitions = new LinkedHashMap<>();
    final Map<Id128, Long> flushNumbers = new HashMap<>();
    final TransactionsDraft transactions;
    long forgetBeforeMs = Long.MIN_VALUE;

    /// Whether the entry does more than to look after the shard itself.
    boolean changesLogs;

    LogDraft(LogState state, long timeMs) {
        super(state, timeMs);
        this.state = state;
        this.transactions = new TransactionsDraft(state.transactions(), this::partition, timeMs(), hash());
    }

    /// The partitions whose log this entry changes, in the order in which it first touches them.
    public Set<TopicIdPartition> touched() {
        return partitions.keySet();
    }

    @Override
    public Outcome apply(Command command) {
        Outcome outcome = switch (command) {
            case LogCommand.Open open -> open(open);
            case LogCommand.Close close -> close(close);
            case LogCommand.Flush flush -> flush(flush, false);
            case LogCommand.SpilledFlush spilled ->
                throw new IllegalStateException("the run table of " + spilled.object() + " was not fetched");
            case LogCommand.TrimLog trim -> trimLog(trim);
            case LogCommand.Move move -> move(move);
            case LogCommand.Compact compact -> compact(compact);
            case LogCommand.Clean clean -> clean(clean);
            case LogCommand.ExpireProducers expire -> expire(expire);
            case TransactionCommand transaction -> transactions.apply(transaction);
            case ShardCommand shard -> applyShard(shard);
            case CatalogCommand _, GroupCommand _ ->
                throw new IllegalStateException("a data shard has no use for " + command);
        };
        if (outcome.changes()) {
            hash().mix(command.kind());
            changesLogs |= !(command instanceof ShardCommand || command instanceof LogCommand.ExpireProducers);
        }
        return outcome;
    }

    /// Applies a flush that has no place yet. The entry must then hold exactly its accepted batches.
    ///
    /// @param holdAhead whether a batch that is only ahead of its sequence is passed over instead of rejected: its
    ///     predecessors may be on their way through another node
    public Outcome tryFlush(LogCommand.Flush flush, boolean holdAhead) {
        Outcome outcome = flush(flush, holdAhead);
        if (outcome.changes()) {
            hash().mix(flush.kind());
            changesLogs = true;
        }
        return outcome;
    }

    private Outcome open(LogCommand.Open open) {
        TopicLog topic = topic(open.topicId());
        if (topic != null) {
            if (topic.partitionCount() >= open.partitionCount()) {
                return UNCHANGED;
            }
            opened.put(open.topicId(), topic.widened(open.partitionCount()));
            return APPLIED;
        }
        if (isClosed(open.topicId()) || open.createdMs() + LogState.OPEN_WITHIN_MS < timeMs()) {
            return new Outcome.Refused(
                    Refusal.OPEN_TOO_LATE, "topic " + open.topicId() + " was closed, or may have been");
        }
        opened.put(open.topicId(), TopicLog.empty(open.partitionCount()));
        return APPLIED;
    }

    private Outcome close(LogCommand.Close close) {
        if (isClosed(close.topicId())) {
            return UNCHANGED;
        }
        closed.add(close.topicId());
        opened.remove(close.topicId());
        partitions.keySet().removeIf(partition -> partition.topicId().equals(close.topicId()));
        return APPLIED;
    }

    private Outcome flush(LogCommand.Flush flush, boolean holdAhead) {
        Outcome refused = refuseFlush(flush.flushId(), flush.source());
        if (refused != null) {
            return refused;
        }
        var verdicts = new ArrayList<BatchVerdict>();
        for (PartitionBatches batches : flush.table().partitions()) {
            append(batches, flush.source(), holdAhead, verdicts);
        }
        var outcome = new Outcome.Flushed(verdicts);
        if (outcome.changes()) {
            verdicts.forEach(this::mixAccepted);
            flushNumbers.put(flush.flushId().incarnation(), flush.flushId().number());
        }
        return outcome;
    }

    private @Nullable Outcome refuseFlush(FlushId id, Source source) {
        Long last = flushNumbers.get(id.incarnation());
        if (last == null) {
            last = state.lastFlushNumber(id.incarnation(), forgetBeforeMs);
        }
        if (last == null && !id.first()) {
            return new Outcome.Refused(
                    Refusal.INCARNATION_FORGOTTEN, "flushes of " + id.incarnation() + " are forgotten");
        }
        if (last != null && id.number() <= last) {
            return new Outcome.Refused(Refusal.FLUSH_APPLIED, "flush " + id + " is not later than number " + last);
        }
        if (source instanceof ObjectRef object && isSwept(object)) {
            return swept(object);
        }
        if (source instanceof InlineRef inline && inline.sequence() != sequence()) {
            throw new IllegalStateException("entry " + sequence() + " refers to the inline section of " + inline);
        }
        return null;
    }

    private void append(PartitionBatches batches, Source source, boolean holdAhead, List<BatchVerdict> verdicts) {
        PartitionDraft partition = partition(batches.partition());
        int position = batches.position();
        for (BatchMeta batch : batches.batches()) {
            BatchVerdict verdict;
            if (partition == null) {
                verdict = new BatchVerdict.Rejected(BatchRejection.UNKNOWN_TOPIC_OR_PARTITION);
            } else if (holdAhead && partition.isAhead(batch, forgetBeforeMs)) {
                verdict = new BatchVerdict.Held();
            } else {
                verdict = partition.append(batch, source, position, forgetBeforeMs);
            }
            verdicts.add(verdict);
            position += batch.sizeBytes();
        }
    }

    /// Only accepted batches count: the writer leaves the others out of its entry.
    private void mixAccepted(BatchVerdict verdict) {
        if (verdict instanceof BatchVerdict.Accepted accepted) {
            hash().mix(accepted.baseOffset());
        }
    }

    private Outcome trimLog(LogCommand.TrimLog trim) {
        PartitionDraft partition = partition(trim.partition());
        if (partition == null) {
            return new Outcome.Refused(Refusal.UNKNOWN_PARTITION, "no partition " + trim.partition());
        }
        if (trim.logStartOffset() > partition.highWatermark) {
            return new Outcome.Refused(
                    Refusal.OFFSET_OUT_OF_RANGE,
                    trim.logStartOffset() + " is beyond the end " + partition.highWatermark + " of "
                            + trim.partition());
        }
        if (trim.logStartOffset() <= partition.logStartOffset) {
            return UNCHANGED;
        }
        partition.trim(trim.logStartOffset());
        hash().mix(trim.logStartOffset());
        return APPLIED;
    }

    /// Moved runs are replaced one by one: what was trimmed or compacted since is left alone.
    private Outcome move(LogCommand.Move move) {
        if (isSwept(move.bundle())) {
            return swept(move.bundle());
        }
        var replacedUpTo = new ArrayList<Long>();
        for (LogCommand.MovedRun run : move.runs()) {
            PartitionDraft partition = partition(run.partition());
            boolean replaced = partition != null && partition.move(run, move.bundle());
            if (replaced) {
                replacedUpTo.add(run.endOffset());
            }
        }
        if (replacedUpTo.isEmpty()) {
            return new Outcome.Refused(Refusal.INPUTS_CHANGED, "no run of the bundle is inlined any more");
        }
        replacedUpTo.forEach(hash()::mix);
        return APPLIED;
    }

    private Outcome compact(LogCommand.Compact compact) {
        for (LogCommand.CompactedRun output : compact.outputs()) {
            Optional<ObjectRef> object = objectOf(output.source());
            // What was named before is not named newly: part of an input may stay where it is.
            if (object.isPresent() && isSwept(object.get()) && !compact.inputs().contains(object.get())) {
                return swept(object.get());
            }
        }
        PartitionDraft partition = partition(compact.partition());
        var inputs = new HashSet<>(compact.inputs());
        boolean replaced = partition != null
                && partition.replace(
                        compact.baseOffset(), compact.endOffset(), runs -> lieIn(runs, inputs), compact.outputs());
        if (!replaced) {
            return new Outcome.Refused(
                    Refusal.INPUTS_CHANGED,
                    "the inputs no longer cover " + compact.baseOffset() + "–" + compact.endOffset() + " of "
                            + compact.partition());
        }
        hash().mix(compact.endOffset());
        compact.outputs().forEach(output -> hash().mix(output.endOffset()));
        return APPLIED;
    }

    /// Whether runs lie in all of these objects and in no others. An input that none of them lies in any more held
    /// records that have been cleaned away meanwhile, and would come back with the outputs.
    private static boolean lieIn(List<Run> runs, Set<ObjectRef> inputs) {
        var named = new HashSet<ObjectRef>();
        for (Run run : runs) {
            Optional<ObjectRef> object = objectOf(run.source());
            if (run.source() instanceof InlineRef) {
                return false;
            }
            object.ifPresent(named::add);
        }
        return named.equals(inputs);
    }

    private static Optional<ObjectRef> objectOf(Source source) {
        return switch (source) {
            case ObjectRef object -> Optional.of(object);
            case SegmentRef segment -> Optional.of(segment.object());
            case InlineRef _, NoRecords _, EndMarker _ -> Optional.empty();
        };
    }

    /// What is cleaned stays so, and a horizon does not come back to where tombstones may have gone.
    private Outcome clean(LogCommand.Clean clean) {
        PartitionDraft partition = partition(clean.partition());
        if (partition == null) {
            return new Outcome.Refused(Refusal.UNKNOWN_PARTITION, "no partition " + clean.partition());
        }
        Cleaned known = partition.cleaned;
        Cleaned cleaned = clean.cleaned();
        boolean beyond = cleaned.endOffset() > partition.highWatermark;
        boolean back = cleaned.endOffset() < known.endOffset() || cleaned.horizonOffset() < known.horizonOffset();
        if (beyond || back) {
            return new Outcome.Refused(
                    Refusal.INPUTS_CHANGED,
                    clean.partition() + " is cleaned up to " + known.endOffset() + " of " + partition.highWatermark
                            + ", not " + cleaned.endOffset());
        }
        if (cleaned.equals(known)) {
            return UNCHANGED;
        }
        partition.cleaned = cleaned;
        hash().mix(cleaned.endOffset()).mix(cleaned.horizonOffset());
        return APPLIED;
    }

    private Outcome expire(LogCommand.ExpireProducers expire) {
        if (expire.beforeMs() <= forgetBeforeMs) {
            return UNCHANGED;
        }
        forgetBeforeMs = expire.beforeMs();
        return APPLIED;
    }

    private boolean isSwept(ObjectRef object) {
        return object.epoch() < facts().sweptBelowEpoch();
    }

    private Outcome swept(ObjectRef object) {
        return new Outcome.Refused(
                Refusal.OBJECT_SWEPT,
                "epoch " + object.epoch() + " of the object is swept, the bound is " + facts().sweptBelowEpoch());
    }

    private boolean isClosed(TopicId topicId) {
        return closed.contains(topicId) || state.isClosed(topicId);
    }

    private @Nullable TopicLog topic(TopicId topicId) {
        if (closed.contains(topicId)) {
            return null;
        }
        TopicLog changed = opened.get(topicId);
        return changed != null ? changed : state.topic(topicId);
    }

    private @Nullable PartitionDraft partition(TopicIdPartition id) {
        PartitionDraft draft = partitions.get(id);
        if (draft != null) {
            return draft;
        }
        TopicLog topic = topic(id.topicId());
        PartitionLog log = topic == null ? null : topic.partition(id.partition());
        if (log == null) {
            return null;
        }
        draft = new PartitionDraft(log, timeMs());
        partitions.put(id, draft);
        return draft;
    }
}
