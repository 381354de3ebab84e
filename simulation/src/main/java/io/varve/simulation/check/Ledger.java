package io.varve.simulation.check;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.config.TopicSettings;
import io.varve.log.read.IsolationLevel;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.entry.Source;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.world.Life;
import io.varve.simulation.world.Table;
import io.varve.simulation.world.Violation;
import io.varve.simulation.world.World;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the journal says, written down when it is written there, and never trimmed. It follows the entries by rules of
/// its own, not by the code that is put to the test, and fails the world at the first entry that breaks one.
public final class Ledger implements Table.Watcher {

    /// How far the clock of a node that may append can be from the right time: a minute, the second by which
    /// dates are rounded, and the time that an answer takes.
    private static final long MAX_SKEW_MS = 100_000;

    /// How much larger than the batches that it was made from a segment is, if it has next to no records.
    private static final int MOST_GROWTH = 20;

    private final World world;
    private final Contents contents;
    private final Map<ShardId, List<byte[]>> entries = new TreeMap<>();
    private final Map<ShardId, List<Entry>> decoded = new TreeMap<>();
    private final Map<TopicIdPartition, PartitionLedger> partitions = new TreeMap<>();
    private final Map<TopicId, String> names = new TreeMap<>();
    private final List<TopicId> created = new ArrayList<>();
    private final Set<TopicId> deleted = new HashSet<>();
    private final Map<TopicId, TopicSettings> retained = new TreeMap<>();
    private final Map<TopicIdPartition, Long> unwanted = new TreeMap<>();
    private final ObjectLedger objects = new ObjectLedger();
    private final Map<Compacting, Integer> compacting = new EnumMap<>(Compacting.class);
    private final TransactionLedger transactions = new TransactionLedger(partitions::get);
    private final GroupLedger groups = new GroupLedger(transactions);
    private final Map<Id128, List<Life>> writers = new HashMap<>();
    private int rewritten;

    public Ledger(World world, Contents contents) {
        this.world = world;
        this.contents = contents;
    }

    @Override
    public void written(ShardId shard, long sequence, byte[] bytes) {
        List<byte[]> before = entries.computeIfAbsent(shard, absent -> new ArrayList<>());
        if (sequence > before.size()) {
            throw new Violation(
                    "entry " + sequence + " of " + shard + " is written, and there is no entry " + before.size());
        }
        if (sequence < before.size()) {
            // A late write into a place that was trimmed. Nobody may take it for an entry.
            if (!Arrays.equals(before.get((int) sequence), bytes)) {
                rewritten++;
                world.trace("entry {} of {} is written again after it was trimmed", sequence, shard);
            }
            return;
        }
        Entry entry = Entry.decode(sequence, bytes);
        List<Entry> sofar = decoded.computeIfAbsent(shard, absent -> new ArrayList<>());
        checkTime(
                shard,
                sequence,
                entry,
                sofar.isEmpty() ? Long.MIN_VALUE : sofar.getLast().timeMs());
        before.add(bytes.clone());
        sofar.add(entry);
        world.trace("entry {} {} {}", shard, sequence, kinds(entry));
        objects.knows(shard);
        entry.commands().forEach(command -> follow(new Place(shard, sequence, entry), command));
    }

    /// Where a command stands.
    record Place(ShardId shard, long sequence, Entry entry) {}

    @Override
    public void refused(ShardId shard, long sequence, byte[] bytes) {
        List<byte[]> there = entries.getOrDefault(shard, List.of());
        if (shard.isGroup() && sequence < there.size() && !Arrays.equals(there.get((int) sequence), bytes)) {
            groups.refused(shard, Entry.decode(sequence, bytes));
        }
    }

    /// What is said of transactions.
    public TransactionLedger transactions() {
        return transactions;
    }

    /// What the group shards say.
    public GroupLedger groups() {
        return groups;
    }

    private void checkTime(ShardId shard, long sequence, Entry entry, long previousMs) {
        if (entry.timeMs() < previousMs) {
            throw new Violation("the time of entry " + sequence + " of " + shard + " goes back");
        }
        if (entry.timeMs() > Math.max(previousMs, world.wallMs() + MAX_SKEW_MS)) {
            throw new Violation("entry " + sequence + " of " + shard + " is "
                    + (entry.timeMs() - world.wallMs()) / 1_000 + " s ahead of the time");
        }
    }

    private static String kinds(Entry entry) {
        var kinds = new StringBuilder();
        entry.commands()
                .forEach(command ->
                        kinds.append(command.getClass().getSimpleName()).append(' '));
        return kinds.toString().stripTrailing();
    }

    private void follow(Place place, Command command) {
        switch (command) {
            case LogCommand.Open open -> {
                for (int p = 0; p < open.partitionCount(); p++) {
                    partitions.computeIfAbsent(new TopicIdPartition(open.topicId(), p), this::newPartition);
                }
            }
            case LogCommand.Close close ->
                partitions.forEach((id, partition) -> {
                    if (id.topicId().equals(close.topicId())) {
                        change(place, id, PartitionLedger::close);
                    }
                });
            case LogCommand.Flush flush ->
                flush.table().partitions().forEach(batches -> append(place, flush.source(), batches));
            case LogCommand.SpilledFlush spilled ->
                throw new Violation("a run table of this world is too small to be spilled: " + spilled);
            case LogCommand.TrimLog trim -> trim(place, trim);
            case LogCommand.Move move -> move.runs().forEach(run -> move(place, move.bundle(), run));
            case LogCommand.Compact compact -> compact(place, compact);
            case LogCommand.Clean clean -> clean(clean);
            case LogCommand.ExpireProducers _ -> {}
            case CatalogCommand.CreateTopic topic -> {
                names.put(topic.topicId(), topic.name());
                retained.put(topic.topicId(), TopicSettings.of(topic.configs()));
                created.add(topic.topicId());
            }
            case CatalogCommand.DeleteTopic topic -> deleted.add(topic.topicId());
            case GroupCommand group -> groups.follow(place.shard(), group);
            case TransactionCommand transaction -> transactions.follow(place, transaction);
            case ShardCommand ofShard -> objects.follow(place.shard(), place.sequence(), ofShard);
            case CatalogCommand _ -> {}
        }
    }

    private PartitionLedger newPartition(TopicIdPartition id) {
        TopicSettings settings = Objects.requireNonNull(retained.get(id.topicId()));
        return new PartitionLedger(id, settings.compacted() ? new KeyedLog(id, settings.cleaning()) : null);
    }

    private void clean(LogCommand.Clean clean) {
        KeyedLog keyed = partition(clean.partition()).keyed();
        if (keyed == null) {
            throw new Violation(clean.partition() + " is cleaned, and its topic is not compacted");
        }
        keyed.requireClean(clean.cleaned());
        count(Compacting.CLEANING, 1);
    }

    /// Changes a partition, and notes what it names no longer.
    private void change(Place place, TopicIdPartition id, Consumer<PartitionLedger> how) {
        PartitionLedger partition = partition(id);
        Set<ObjectRef> before = partition.objects();
        how.accept(partition);
        before.removeAll(partition.objects());
        before.forEach(object -> objects.released(place.shard(), object, place.sequence()));
    }

    private void append(Place place, Source source, PartitionBatches appended) {
        PartitionLedger partition = partition(appended.partition());
        KeyedLog keyed = partition.keyed();
        int sizeBytes =
                appended.batches().stream().mapToInt(BatchMeta::sizeBytes).sum();
        Extent.objectOf(source).ifPresent(object -> requireNameable(place, object));
        List<ByteBuffer> stored = source instanceof InlineRef
                ? BucketContents.split(place.entry().inline().slice(appended.position(), sizeBytes))
                : contents.batches(source, appended.position(), sizeBytes);
        int position = appended.position();
        for (int i = 0; i < appended.batches().size(); i++) {
            BatchMeta batch = appended.batches().get(i);
            BatchHeader header = BatchHeader.read(stored.get(i));
            if (!header.meta().equals(batch)) {
                throw new Violation("an entry says that " + batch + " is in " + source + ", where " + header + " is");
            }
            if (keyed != null) {
                keyed.append(
                        KeyedRecord.read(stored.get(i), partition.highWatermark()),
                        partition.transactionOf(batch),
                        place.entry().timeMs());
            }
            partition.append(batch, stored.get(i), source, position, place.sequence());
            position += batch.sizeBytes();
        }
    }

    private void trim(Place place, LogCommand.TrimLog trim) {
        PartitionLedger partition = partition(trim.partition());
        long from = Math.max(partition.logStartOffset(), unwanted.getOrDefault(trim.partition(), 0L));
        if (trim.logStartOffset() > from) {
            requireExpired(trim, partition, from);
            count(Compacting.EXPIRED, (int) (trim.logStartOffset() - from));
        }
        change(place, trim.partition(), changed -> changed.trim(trim.logStartOffset()));
    }

    /// Nobody has asked for the records to go, from an offset on.
    private void requireExpired(LogCommand.TrimLog trim, PartitionLedger partition, long from) {
        TopicSettings settings =
                Objects.requireNonNull(retained.get(trim.partition().topicId()));
        long ageMs = world.wallMs() + MAX_SKEW_MS - partition.maxTimestampMs(from, trim.logStartOffset());
        boolean tooOld = settings.retentionMs() >= 0 && ageMs > settings.retentionMs();
        boolean tooMany = settings.retentionBytes() >= 0
                && partition.sizeBytesFrom(from) > settings.retentionBytes() / MOST_GROWTH;
        if (!tooOld && !tooMany) {
            throw new Violation("records of " + trim.partition() + " from " + from + " to " + trim.logStartOffset()
                    + " are let go, the newest of which is no older than " + ageMs + " ms");
        }
    }

    /// What was trimmed or compacted since is left alone.
    private void move(Place place, ObjectRef bundle, LogCommand.MovedRun run) {
        requireNameable(place, bundle);
        PartitionLedger partition = partitions.get(run.partition());
        if (partition != null
                && !partition.closed()
                && partition.covers(run.baseOffset(), run.endOffset(), InlineRef.class::isInstance)) {
            var moved = new Extent(
                    run.baseOffset(), run.endOffset(), bundle, run.position(), run.sizeBytes(), place.sequence());
            StoredRange.of(run.partition(), moved, contents).requireSame(partition);
            change(
                    place,
                    run.partition(),
                    changed -> changed.replace(moved.baseOffset(), moved.endOffset(), List.of(moved)));
        }
    }

    private void compact(Place place, LogCommand.Compact compact) {
        var inputs = new HashSet<>(compact.inputs());
        boolean covered = partition(compact.partition())
                .covers(
                        compact.baseOffset(),
                        compact.endOffset(),
                        source -> source instanceof NoRecords
                                || source instanceof EndMarker
                                || Extent.objectOf(source)
                                        .filter(inputs::contains)
                                        .isPresent());
        if (!covered) {
            throw new Violation("a rewritten range takes the place of "
                    + partition(compact.partition()).extents() + ", which its inputs are not: " + compact);
        }
        var extents = new ArrayList<Extent>();
        long from = compact.baseOffset();
        for (LogCommand.CompactedRun output : compact.outputs()) {
            var extent = new Extent(
                    from, output.endOffset(), output.source(), output.position(), output.sizeBytes(), place.sequence());
            extent.object()
                    .filter(object -> !inputs.contains(object))
                    .ifPresent(object -> requireNameable(place, object));
            extents.add(extent);
            from = output.endOffset();
        }
        if (from != compact.endOffset()) {
            throw new Violation("a rewritten range ends at " + from + ": " + compact);
        }
        requireRecords(place, compact, extents);
        change(
                place,
                compact.partition(),
                changed -> changed.replace(compact.baseOffset(), compact.endOffset(), extents));
        boolean merges = inputs.stream().allMatch(input -> input.kind() == ObjectRef.Kind.SEGMENT);
        count(merges ? Compacting.MERGE : Compacting.ROUND, 1);
        count(Compacting.SEGMENT, (int) extents.stream()
                .filter(extent -> extent.source() instanceof SegmentRef)
                .flatMap(extent -> extent.object().stream())
                .distinct()
                .count());
    }

    /// What takes the place of a range holds the same records, but for those of a compacted topic that have
    /// given way.
    private void requireRecords(Place place, LogCommand.Compact compact, List<Extent> extents) {
        PartitionLedger partition = partition(compact.partition());
        List<StoredRange> ranges = extents.stream()
                .map(extent -> StoredRange.of(compact.partition(), extent, contents))
                .toList();
        KeyedLog keyed = partition.keyed();
        if (keyed == null) {
            ranges.forEach(range -> range.requireSame(partition));
            return;
        }
        var there = new TreeMap<Long, KeyedRecord>();
        ranges.forEach(range -> there.putAll(range.records(partition)));
        KeyedLog.Gone gone = keyed.rewrite(
                compact.baseOffset(), compact.endOffset(), there, place.entry().timeMs(), toleranceMs(extents));
        count(Compacting.CLEANED, gone.superseded());
        count(Compacting.TOMBSTONE_CLEANED, gone.tombstones());
    }

    /// What a process finds old is so by the time of its entry, unless its clock is set back in between.
    ///
    /// @param extents by which one knows the process; if not, it may be any
    private long toleranceMs(List<Extent> extents) {
        boolean setBack = extents.stream()
                .flatMap(extent -> extent.object().stream())
                .map(object -> writers.getOrDefault(object.writer(), List.of()))
                .findFirst()
                .orElseGet(() -> writers.values().stream().flatMap(List::stream).toList())
                .stream()
                .anyMatch(Life::wasSetBack);
        return setBack ? 2 * MAX_SKEW_MS : 0;
    }

    /// Who writes objects under an incarnation: two processes where one image was restored twice.
    public void begins(Id128 incarnation, Life writer) {
        writers.computeIfAbsent(incarnation, absent -> new ArrayList<>()).add(writer);
    }

    private void requireNameable(Place place, ObjectRef object) {
        if (!contents.has(object)) {
            throw new Violation("an entry names " + object + ", which is not there");
        }
        objects.named(place.shard(), object);
    }

    /// An object that was there is deleted.
    void deleted(ObjectRef object) {
        if (named().contains(object)) {
            throw new Violation(object + " is deleted, and a shard names it");
        }
        objects.deleted(object);
        count(Compacting.SWEPT, 1);
    }

    /// A snapshot that was there is deleted.
    void snapshotDeleted(ShardId shard, long sequence) {
        if (objects.needs(shard, sequence)) {
            throw new Violation(
                    "the snapshot of " + shard + " at " + sequence + " is deleted, and nodes start from it");
        }
    }

    /// Whether a node may start from the snapshot.
    boolean needsSnapshot(ShardId shard, long sequence) {
        return objects.needs(shard, sequence);
    }

    /// The objects that hold records of a log.
    Set<ObjectRef> named() {
        var named = new HashSet<ObjectRef>();
        partitions.values().forEach(partition -> named.addAll(partition.objects()));
        return named;
    }

    /// Somebody is about to ask for the records below this offset to go.
    public void unwanted(TopicIdPartition partition, long belowOffset) {
        unwanted.merge(partition, belowOffset, Math::max);
    }

    public void count(Compacting what, int times) {
        if (times > 0) {
            compacting.merge(what, times, Integer::sum);
        }
    }

    /// How often what has happened.
    public Map<Compacting, Integer> compacting() {
        return compacting;
    }

    private PartitionLedger partition(TopicIdPartition id) {
        PartitionLedger partition = partitions.get(id);
        if (partition == null) {
            throw new Violation("an entry changes " + id + ", which was never opened");
        }
        return partition;
    }

    /// A replica has applied an entry.
    public void applied(ShardId shard, long sequence, Entry entry) {
        List<Entry> ofShard = decoded.getOrDefault(shard, List.of());
        if (sequence >= ofShard.size()) {
            throw new Violation("entry " + sequence + " of " + shard + " is applied before it is durable");
        }
        Entry durable = ofShard.get((int) sequence);
        if (!durable.commitId().equals(entry.commitId()) || durable.verdictHash() != entry.verdictHash()) {
            throw new Violation("another entry than the durable one is applied at " + sequence + " of " + shard);
        }
    }

    /// The partitions that topics of this name have or had.
    List<TopicIdPartition> partitionsOf(String topic, int number) {
        return partitions.keySet().stream()
                .filter(id -> id.partition() == number && topic.equals(names.get(id.topicId())))
                .toList();
    }

    /// The partition of the topic of this name that is not deleted; of several, which a name has while an old
    /// one is being closed, the newest last.
    public List<TopicIdPartition> openPartitionsOf(String topic, int number) {
        return partitionsOf(topic, number).stream()
                .filter(this::isOpen)
                .sorted(Comparator.comparingInt(id -> created.indexOf(id.topicId())))
                .toList();
    }

    /// How many topics have had this name.
    public long topicsNamed(String topic) {
        return names.values().stream().filter(topic::equals).count();
    }

    public Map<ShardId, List<byte[]>> entries() {
        return entries;
    }

    /// Partitions of topics that are not deleted.
    public List<TopicIdPartition> open() {
        return partitions.keySet().stream().filter(this::isOpen).toList();
    }

    public long highWatermark(TopicIdPartition id) {
        PartitionLedger partition = partitions.get(id);
        return partition == null ? 0 : partition.highWatermark();
    }

    public long logStartOffset(TopicIdPartition id) {
        PartitionLedger partition = partitions.get(id);
        return partition == null ? 0 : partition.logStartOffset();
    }

    /// The offset that no reader of committed records gets to.
    public long lastStableOffset(TopicIdPartition id) {
        PartitionLedger partition = partitions.get(id);
        return partition == null ? 0 : partition.lastStableOffset();
    }

    /// Where a log ends for readers of a kind.
    public long endOffset(TopicIdPartition id, IsolationLevel isolation) {
        return isolation == IsolationLevel.READ_COMMITTED ? lastStableOffset(id) : highWatermark(id);
    }

    public boolean isOpen(TopicIdPartition id) {
        PartitionLedger partition = partitions.get(id);
        return partition != null && !partition.closed() && !deleted.contains(id.topicId());
    }

    /// The batch at an offset, or null if none begins there.
    @Nullable
    BatchMeta batchAt(TopicIdPartition id, long baseOffset) {
        PartitionLedger partition = partitions.get(id);
        return partition == null ? null : partition.at(baseOffset);
    }

    /// The transaction that the batch at an offset is part of, null if of none.
    @Nullable
    Transaction transactionAt(TopicIdPartition id, long baseOffset) {
        return partition(id).transactionAt(baseOffset);
    }

    /// How the transaction ended whose end an offset is, null of any other offset.
    @Nullable
    EndMarker markerAt(TopicIdPartition id, long offset) {
        return partition(id).markerAt(offset);
    }

    /// Whether nobody who reads the range needs to find anything in it.
    boolean holdsNothing(TopicIdPartition id, long fromOffset, long endOffset) {
        return partition(id).holdsNothing(fromOffset, endOffset);
    }

    /// The batch at an offset as there may be after a compaction: outside of its transaction, if that was
    /// committed.
    @Nullable
    BatchMeta committedAt(TopicIdPartition id, long baseOffset) {
        Transaction transaction = transactionAt(id, baseOffset);
        return transaction != null && transaction.committed() ? partition(id).committedAt(baseOffset) : null;
    }

    /// All partitions that there ever were.
    Set<TopicIdPartition> all() {
        return partitions.keySet();
    }

    /// The name of a partition's topic.
    String topicOf(TopicIdPartition id) {
        return Objects.requireNonNull(names.get(id.topicId()));
    }

    /// The records of a partition whose topic is compacted, null of any other.
    @Nullable
    KeyedLog keyed(TopicIdPartition id) {
        return partition(id).keyed();
    }

    public boolean isCompacted(TopicIdPartition id) {
        return keyed(id) != null;
    }

    /// Whether a batch is one that was given these offsets, though perhaps not all records of it.
    boolean isPartOf(TopicIdPartition id, BatchHeader header) {
        return partition(id).isPartOf(header, header.baseOffset());
    }

    /// Whether of no open compacted log anything is left that will have to go.
    public boolean isClean() {
        return open().stream().map(this::keyed).allMatch(keyed -> keyed == null || keyed.isClean());
    }

    Map<Long, BatchMeta> batchesFrom(TopicIdPartition id, long offset) {
        return partition(id).from(offset);
    }

    /// How often something was written into a trimmed place.
    public int rewritten() {
        return rewritten;
    }
}
