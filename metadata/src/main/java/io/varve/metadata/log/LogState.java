package io.varve.metadata.log;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.Cleaned;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import io.varve.metadata.transaction.TransactionalId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The state of a data shard: the partitions of its open topics and what flushes it has applied.
public final class LogState implements ShardState<LogDraft> {

    /// An OPEN that comes later than this after its CREATE, by entry time, is refused. Closed ids are remembered
    /// longer, so that a slow node cannot open a topic that another has deleted.
    static final long OPEN_WITHIN_MS = 3_600_000;

    private static final long CLOSED_KEPT_MS = 24 * 3_600_000L;

    private final Map<TopicId, TopicLog> topics = new HashMap<>();
    private final Map<TopicId, Long> closedAtMs = new HashMap<>();
    private final Map<Id128, FlushProgress> flushes = new HashMap<>();
    private final InlinedRuns inlined = new InlinedRuns();
    private final Transactions transactions = new Transactions();
    private long appliedSequence = -1;
    private long timeMs;
    private long workedMs;
    private ShardFacts facts = ShardFacts.INITIAL;

    /// The last flush of an incarnation, and when it was applied.
    record FlushProgress(long number, long lastMs) {}

    @Override
    public LogDraft draft(long timeMs) {
        return new LogDraft(this, timeMs);
    }

    @Override
    public void install(LogDraft draft) {
        draft.requireNextOf(this);
        draft.closed.forEach(topicId -> {
            topics.remove(topicId);
            closedAtMs.put(topicId, draft.timeMs());
        });
        topics.putAll(draft.opened);
        draft.partitions.forEach((id, partition) -> {
            partition.newRuns().forEach(run -> inlined.add(id, run));
            partition.install();
        });
        draft.flushNumbers.forEach(
                (incarnation, number) -> flushes.put(incarnation, new FlushProgress(number, draft.timeMs())));
        transactions.install(draft.transactions);
        facts = draft.facts();
        appliedSequence = draft.sequence();
        timeMs = draft.timeMs();
        if (draft.changesLogs) {
            workedMs = draft.timeMs();
        }
        forget(draft.forgetBeforeMs);
        inlined.forgetGone(this);
    }

    private void forget(long beforeMs) {
        closedAtMs.values().removeIf(closed -> closed + CLOSED_KEPT_MS < timeMs);
        if (beforeMs != Long.MIN_VALUE) {
            flushes.values().removeIf(progress -> progress.lastMs() < beforeMs);
            topics.values().forEach(topic -> topic.expireProducers(beforeMs));
            transactions.forget(timeMs, CLOSED_KEPT_MS);
        }
    }

    /// Whether there is anything that an [LogCommand.ExpireProducers] would have forgotten: an idle shard
    /// has no entries for nothing.
    public boolean remembersBefore(long beforeMs, long nowMs) {
        return flushes.values().stream().anyMatch(progress -> progress.lastMs() < beforeMs)
                || topics.values().stream().anyMatch(topic -> topic.remembersBefore(beforeMs))
                || transactions.remembersBefore(nowMs, CLOSED_KEPT_MS);
    }

    @Override
    public long appliedSequence() {
        return appliedSequence;
    }

    @Override
    public long timeMs() {
        return timeMs;
    }

    /// The time of the last entry that changed any log or opened or closed a topic, other than those that only look
    /// after the shard itself: after it there is nothing new to tidy up.
    public long workedMs() {
        return workedMs;
    }

    @Override
    public ShardFacts facts() {
        return facts;
    }

    /// All objects that any run lies in.
    public Set<ObjectRef> objects() {
        var objects = new HashSet<ObjectRef>();
        for (TopicLog topic : topics.values()) {
            for (int p = 0; p < topic.partitionCount(); p++) {
                for (Run run : topic.require(p).runs()) {
                    switch (run.source()) {
                        case ObjectRef object -> objects.add(object);
                        case SegmentRef segment -> objects.add(segment.object());
                        case InlineRef _, NoRecords _, EndMarker _ -> {}
                    }
                }
            }
        }
        return objects;
    }

    /// Shows the runs of every partition that has any, in the order of topics and partitions. The lists change
    /// with the state, so they are not for keeping.
    public void eachLog(BiConsumer<TopicIdPartition, List<Run>> visitor) {
        new TreeMap<>(topics).forEach((topicId, topic) -> {
            for (int p = 0; p < topic.partitionCount(); p++) {
                List<Run> runs = topic.require(p).runs();
                if (!runs.isEmpty()) {
                    visitor.accept(new TopicIdPartition(topicId, p), runs);
                }
            }
        });
    }

    /// All runs of a partition, in order. The list changes with the state, so it is not for keeping.
    public List<Run> runs(TopicIdPartition id) {
        PartitionLog log = log(id);
        return log == null ? List.of() : log.runs();
    }

    /// The segments of the topic's partitions, in the order of their offsets: all that any run still lies in, also
    /// where the log begins within one.
    public List<TopicSegment> segments(TopicId topicId) {
        TopicLog topic = topics.get(topicId);
        if (topic == null) {
            return List.of();
        }
        var found = new LinkedHashSet<TopicSegment>();
        for (int p = 0; p < topic.partitionCount(); p++) {
            for (Run run : topic.require(p).runs()) {
                if (run.source() instanceof SegmentRef segment) {
                    found.add(new TopicSegment(p, segment));
                }
            }
        }
        return List.copyOf(found);
    }

    /// The start and end of a partition's log, or empty if the shard has no such partition.
    public Optional<LogBounds> bounds(TopicIdPartition id) {
        PartitionLog log = log(id);
        return log == null
                ? Optional.empty()
                : Optional.of(new LogBounds(log.logStartOffset, log.highWatermark, log.lastStableOffset()));
    }

    /// The aborted transactions that have records in `[fromOffset, endOffset)`, or their marker: what
    /// somebody who reads there has to know. None of those of which only segments are left.
    public List<AbortedTransaction> abortedTransactions(TopicIdPartition id, long fromOffset, long endOffset) {
        PartitionLog log = log(id);
        return log == null ? List.of() : log.aborted(fromOffset, endOffset);
    }

    /// The idempotent producers that a partition remembers, in the order of their ids.
    public List<ActiveProducer> producers(TopicIdPartition id) {
        PartitionLog log = log(id);
        if (log == null) {
            return List.of();
        }
        var active = new ArrayList<ActiveProducer>();
        new TreeMap<>(log.producers()).forEach((producerId, entry) -> {
            OpenTransaction open = log.transactions().get(producerId);
            active.add(new ActiveProducer(
                    new ProducerIdAndEpoch(producerId, entry.epoch()),
                    entry.lastSequence(),
                    entry.lastMs(),
                    open == null ? OpenTransaction.NO_OFFSET : open.firstOffset()));
        });
        return active;
    }

    /// The transaction of a producer that may write to the partition.
    public Optional<OpenTransaction> openTransaction(TopicIdPartition id, ProducerIdAndEpoch producer) {
        PartitionLog log = log(id);
        return Optional.ofNullable(log == null ? null : log.transactions().get(producer.producerId()))
                .filter(open -> open.epoch() == producer.epoch());
    }

    /// What is known of a transactional id whose home this shard is.
    public Optional<TransactionalId> transactionalId(String transactionalId) {
        return Optional.ofNullable(transactions.id(transactionalId));
    }

    /// All transactional ids whose home this shard is. The map changes with the state, so it is not for keeping.
    public Map<String, TransactionalId> transactionalIds() {
        return transactions.ids();
    }

    /// Those of [#transactionalIds] that have a transaction which is open or not known to all participants. Not for
    /// keeping either.
    public Map<String, TransactionalId> unsettledTransactionalIds() {
        return transactions.unsettled();
    }

    /// How far the partition's keys are unique.
    public Cleaned cleaned(TopicIdPartition id) {
        PartitionLog log = log(id);
        return log == null ? Cleaned.NOTHING : log.cleaned;
    }

    /// The runs that hold offsets from `offset` on, the first of which may begin below it: as many as `maxBytes`
    /// covers, and at least one unless the offset is at the end.
    public List<Run> runsFrom(TopicIdPartition id, long offset, int maxBytes) {
        PartitionLog log = log(id);
        if (log == null) {
            return List.of();
        }
        var found = new ArrayList<Run>();
        long bytes = 0;
        List<Run> runs = log.runs();
        for (int i = log.indexOf(offset); i < runs.size() && (found.isEmpty() || bytes < maxBytes); i++) {
            found.add(runs.get(i));
            bytes += runs.get(i).sizeBytes();
        }
        return found;
    }

    /// The first run at or after `fromOffset` that holds a timestamp of at least `timestampMs`.
    public Optional<Run> firstRunReaching(TopicIdPartition id, long timestampMs, long fromOffset) {
        PartitionLog log = log(id);
        if (log == null) {
            return Optional.empty();
        }
        List<Run> runs = log.runs();
        for (int i = log.indexOf(fromOffset); i < runs.size(); i++) {
            if (runs.get(i).maxTimestampMs() >= timestampMs && runs.get(i).hasRecords()) {
                return Optional.of(runs.get(i));
            }
        }
        return Optional.empty();
    }

    /// Of the runs with records that begin at or after `fromOffset`, the one with the largest timestamp, the
    /// earliest of several.
    public Optional<Run> runOfMaxTimestamp(TopicIdPartition id, long fromOffset) {
        PartitionLog log = log(id);
        if (log == null) {
            return Optional.empty();
        }
        Run best = null;
        for (Run run : log.runs()) {
            boolean better = best == null || run.maxTimestampMs() > best.maxTimestampMs();
            if (run.baseOffset() >= fromOffset && run.hasRecords() && better) {
                best = run;
            }
        }
        return Optional.ofNullable(best);
    }

    /// The bytes that a partition's runs take.
    public long sizeBytes(TopicIdPartition id) {
        PartitionLog log = log(id);
        return log == null ? 0 : log.runs().stream().mapToLong(Run::sizeBytes).sum();
    }

    /// Whether the partition remembers batches of an idempotent producer.
    public boolean knowsProducer(TopicIdPartition id, long producerId) {
        PartitionLog log = log(id);
        return log != null && log.producers().containsKey(producerId);
    }

    /// How many partitions of the topic are open, 0 if it is not.
    public int partitionCount(TopicId topicId) {
        TopicLog topic = topics.get(topicId);
        return topic == null ? 0 : topic.partitionCount();
    }

    /// The open topics.
    public Set<TopicId> openTopics() {
        return Set.copyOf(topics.keySet());
    }

    /// The runs that lie in journal entries up to `maxSequence`, by partition, in order: those of the oldest
    /// entries, as many as `maxBytes` covers and at least one, and `maxRuns` at most.
    public SortedMap<TopicIdPartition, List<Run>> inlinedRuns(long maxSequence, int maxBytes, int maxRuns) {
        var found = new TreeMap<TopicIdPartition, List<Run>>();
        long bytes = 0;
        int count = 0;
        for (var places = inlined.oldestFirst(); places.hasNext() && bytes < maxBytes && count < maxRuns; ) {
            InlinedRuns.Place place = places.next();
            if (place.sequence() > maxSequence) {
                break;
            }
            Run run = inlinedRun(place);
            if (run != null) {
                found.computeIfAbsent(place.partition(), id -> new ArrayList<>())
                        .add(run);
                bytes += run.sizeBytes();
                count++;
            }
        }
        return found;
    }

    /// The lowest sequence of an entry that holds the bytes of a live run, or empty if none does.
    public OptionalLong firstInlinedSequence() {
        var places = inlined.oldestFirst();
        return places.hasNext() ? OptionalLong.of(places.next().sequence()) : OptionalLong.empty();
    }

    /// The entry time of the oldest run that lies in a journal entry, or empty if none does.
    public OptionalLong oldestInlinedMs() {
        var places = inlined.oldestFirst();
        Run oldest = places.hasNext() ? inlinedRun(places.next()) : null;
        return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.appendedMs());
    }

    /// The run at a place, null if it does not lie there any more.
    @Nullable
    Run inlinedRun(InlinedRuns.Place place) {
        PartitionLog log = log(place.partition());
        Run run = log == null ? null : log.runAt(place.baseOffset());
        boolean there =
                run != null && run.source() instanceof InlineRef inline && inline.sequence() == place.sequence();
        return there ? run : null;
    }

    @Override
    public void write(ByteWriter out) {
        LogStateCodec.write(this, out);
    }

    /// @throws io.varve.core.MalformedDataException if the bytes are no state of a data shard
    public static LogState read(ByteReader in) {
        return LogStateCodec.read(in);
    }

    @Nullable
    TopicLog topic(TopicId topicId) {
        return topics.get(topicId);
    }

    boolean isClosed(TopicId topicId) {
        return closedAtMs.containsKey(topicId);
    }

    @Nullable
    Long lastFlushNumber(Id128 incarnation, long forgetBeforeMs) {
        FlushProgress progress = flushes.get(incarnation);
        return progress == null || progress.lastMs() < forgetBeforeMs ? null : progress.number();
    }

    Transactions transactions() {
        return transactions;
    }

    Map<TopicId, TopicLog> topics() {
        return topics;
    }

    Map<TopicId, Long> closedAtMs() {
        return closedAtMs;
    }

    Map<Id128, FlushProgress> flushes() {
        return flushes;
    }

    /// To be called once all runs are there that were read from a snapshot.
    void indexInlinedRuns() {
        var places = new ArrayList<InlinedRuns.Place>();
        topics.forEach((topicId, topic) -> {
            for (int p = 0; p < topic.partitionCount(); p++) {
                var id = new TopicIdPartition(topicId, p);
                topic.require(p)
                        .runs()
                        .forEach(run -> InlinedRuns.placeOf(id, run).ifPresent(places::add));
            }
        });
        inlined.addAll(places);
    }

    void restore(long appliedSequence, long timeMs, long workedMs, ShardFacts facts) {
        this.appliedSequence = appliedSequence;
        this.timeMs = timeMs;
        this.workedMs = workedMs;
        this.facts = facts;
    }

    private @Nullable PartitionLog log(TopicIdPartition id) {
        TopicLog topic = topics.get(id.topicId());
        return topic == null ? null : topic.partition(id.partition());
    }
}
