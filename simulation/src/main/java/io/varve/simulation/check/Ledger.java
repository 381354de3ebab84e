package io.varve.simulation.check;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.entry.Source;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.world.Table;
import io.varve.simulation.world.Violation;
import io.varve.simulation.world.World;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the journal says, written down when it is written there, and never trimmed. It follows the entries by rules of
/// its own, not by the code that is put to the test, and fails the world at the first entry that breaks one.
public final class Ledger implements Table.Watcher {

    /// How far the clock of a node that may append can be from the right time: a minute, the second by which dates
    /// are
    /// rounded, and the time that an answer takes.
    private static final long MAX_SKEW_MS = 100_000;

    private final World world;
    private final Predicate<ObjectRef> exists;
    private final Map<ShardId, List<byte[]>> entries = new TreeMap<>();
    private final Map<ShardId, List<Entry>> decoded = new TreeMap<>();
    private final Map<TopicIdPartition, PartitionLedger> partitions = new TreeMap<>();
    private final Map<TopicId, String> names = new TreeMap<>();
    private final List<TopicId> created = new ArrayList<>();
    private final Set<TopicId> deleted = new HashSet<>();
    private final GroupLedger groups = new GroupLedger();
    private int rewritten;

    /// @param exists whether an object is in the bucket, whole
    public Ledger(World world, Predicate<ObjectRef> exists) {
        this.world = world;
        this.exists = exists;
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
        entry.commands().forEach(command -> follow(shard, command));
    }

    @Override
    public void refused(ShardId shard, long sequence, byte[] bytes) {
        List<byte[]> there = entries.getOrDefault(shard, List.of());
        if (shard.isGroup() && sequence < there.size() && !Arrays.equals(there.get((int) sequence), bytes)) {
            groups.refused(shard, Entry.decode(sequence, bytes));
        }
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

    private void follow(ShardId shard, Command command) {
        switch (command) {
            case LogCommand.Open open -> {
                for (int p = 0; p < open.partitionCount(); p++) {
                    partitions.computeIfAbsent(new TopicIdPartition(open.topicId(), p), PartitionLedger::new);
                }
            }
            case LogCommand.Close close ->
                partitions.forEach((id, partition) -> {
                    if (id.topicId().equals(close.topicId())) {
                        partition.close();
                    }
                });
            case LogCommand.Flush flush -> {
                if (flush.source() instanceof ObjectRef object) {
                    requireObject(object);
                }
                flush.table().partitions().forEach(this::append);
            }
            case LogCommand.SpilledFlush spilled ->
                throw new Violation("a run table of this world is too small to be spilled: " + spilled);
            case LogCommand.TrimLog trim -> partition(trim.partition()).trim(trim.logStartOffset());
            case LogCommand.Move move -> requireObject(move.bundle());
            case LogCommand.Compact compact -> compact.outputs().forEach(output -> requireSource(output.source()));
            case LogCommand.Clean _, LogCommand.ExpireProducers _ -> {}
            case CatalogCommand.CreateTopic topic -> {
                names.put(topic.topicId(), topic.name());
                created.add(topic.topicId());
            }
            case CatalogCommand.DeleteTopic topic -> deleted.add(topic.topicId());
            case GroupCommand group -> groups.follow(shard, group);
            case CatalogCommand _, ShardCommand _ -> {}
        }
    }

    private void requireSource(Source source) {
        switch (source) {
            case ObjectRef object -> requireObject(object);
            case SegmentRef segment -> requireObject(segment.object());
            case InlineRef _, NoRecords _ -> {}
        }
    }

    private void append(PartitionBatches batches) {
        PartitionLedger partition = partition(batches.partition());
        batches.batches().forEach(partition::append);
    }

    private void requireObject(ObjectRef object) {
        if (!exists.test(object)) {
            throw new Violation("an entry names " + object + ", which is not there");
        }
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

    /// The partition of the topic of this name that is not deleted; of several, which a name has while an old one
    /// is
    /// being closed, the newest last.
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

    Map<Long, BatchMeta> batchesFrom(TopicIdPartition id, long offset) {
        return partition(id).from(offset);
    }

    /// How often something was written into a trimmed place.
    public int rewritten() {
        return rewritten;
    }
}
