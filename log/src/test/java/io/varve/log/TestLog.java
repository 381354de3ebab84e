package io.varve.log;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.replica.Replica;
import io.varve.metadata.replica.ReplicaParts;
import io.varve.metadata.replica.Snapshots;
import io.varve.metadata.replica.StateKind;
import io.varve.metadata.replica.VoidMarkers;
import io.varve.metadata.state.Outcome;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.storage.wal.WalHeader;
import io.varve.storage.wal.WalObject;
import io.varve.storage.wal.WalObject.PartitionBody;
import io.varve.storage.wal.WalObject.ShardBody;
import io.varve.testkit.ManualDoors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// One data shard with its journal and its store, and a writer that puts batches into it step by step. Readers are
/// [TestReader]s on top.
public final class TestLog {

    public static final ShardId SHARD = ShardId.data(0);
    public static final Id128 CLUSTER = new Id128(7, 7);
    public static final TopicId TOPIC = new TopicId(1, 1);

    private static final Id128 WRITER = new Id128(5, 5);

    final ManualDoors time = new ManualDoors();
    final MemoryJournal journal = new MemoryJournal(true);
    final MemoryObjectStore objects = new MemoryObjectStore(time);
    final Replica<LogState, LogDraft> writer = replica(new TestJournal(journal), new TestStore(objects));

    private long nextCommit;
    private long nextFlush;
    private long nextObject;

    public TestLog(int partitions) {
        writer.open();
        append(new LogCommand.Open(TOPIC, partitions, time.wallMs()));
    }

    public static TopicIdPartition partition(int number) {
        return new TopicIdPartition(TOPIC, number);
    }

    public ManualDoors time() {
        return time;
    }

    public MemoryObjectStore objects() {
        return objects;
    }

    public MemoryJournal journal() {
        return journal;
    }

    Replica<LogState, LogDraft> replica(TestJournal ofReplica, TestStore ofStore) {
        var parts = new ReplicaParts(
                ofReplica,
                new Snapshots(ofStore, CLUSTER),
                spilled -> {
                    throw new IllegalStateException("nothing is spilled here");
                },
                new VoidMarkers(ofStore, CLUSTER),
                time.doors());
        return new Replica<>(SHARD, StateKind.LOG, parts);
    }

    /// What was written, for a node's own cache.
    public record Written(ObjectRef object, WalObject.Encoded encoded) {

        public String key() {
            return object.key(CLUSTER);
        }
    }

    /// Writes batches, by partition, into an object and commits them.
    public Written flush(Map<Integer, List<ByteBuffer>> batches) {
        Written written = upload(ObjectRef.Kind.WAL, bodies(batches));
        var table = written.encoded().object().tables().get(SHARD.name());
        append(new LogCommand.Flush(nextFlushId(), written.object(), table));
        return written;
    }

    public Written flush(int partition, ByteBuffer... batches) {
        return flush(Map.of(partition, List.of(batches)));
    }

    /// Commits batches within the entry.
    public void inline(Map<Integer, List<ByteBuffer>> batches) {
        var parts = new ArrayList<ByteBuffer>();
        var table = WalObject.layOut(List.of(new ShardBody(SHARD.name(), bodies(batches))), 0, parts)
                .get(SHARD.name());
        var section = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(part -> section.put(part.duplicate()));
        append(section.flip(), new LogCommand.Flush(nextFlushId(), new InlineRef(writer.appliedSequence() + 1), table));
    }

    public void inline(int partition, ByteBuffer... batches) {
        inline(Map.of(partition, List.of(batches)));
    }

    public boolean hasInlined() {
        return writer.query(LogState::firstInlinedSequence).isPresent();
    }

    /// Moves all inlined runs into a bundle.
    public void move() {
        Map<TopicIdPartition, List<Run>> runs =
                writer.query(state -> state.inlinedRuns(state.appliedSequence(), Integer.MAX_VALUE, Integer.MAX_VALUE));
        var bodies = new TreeMap<Integer, List<ByteBuffer>>();
        runs.forEach((partition, ofPartition) -> bodies.put(
                partition.partition(),
                ofPartition.stream().flatMap(run -> batchesOf(run).stream()).toList()));
        Written bundle = upload(ObjectRef.Kind.BUNDLE, bodies(bodies));
        var moved = new ArrayList<LogCommand.MovedRun>();
        for (var place : bundle.encoded().object().tables().get(SHARD.name()).partitions()) {
            int position = place.position();
            for (Run run : runs.get(place.partition())) {
                moved.add(new LogCommand.MovedRun(
                        place.partition(), run.baseOffset(), run.endOffset(), position, run.sizeBytes()));
                position += run.sizeBytes();
            }
        }
        append(new LogCommand.Move(bundle.object(), moved));
    }

    /// Replaces all runs of a partition by one in a bundle of its own, and deletes the objects that held them.
    public Written compact(int partition) {
        List<Run> runs = writer.query(state -> state.runsFrom(partition(partition), 0, Integer.MAX_VALUE));
        var batches = runs.stream().flatMap(run -> batchesOf(run).stream()).toList();
        Written bundle = upload(ObjectRef.Kind.BUNDLE, bodies(Map.of(partition, batches)));
        var place = bundle.encoded()
                .object()
                .tables()
                .get(SHARD.name())
                .partitions()
                .getFirst();
        var inputs =
                runs.stream().map(run -> (ObjectRef) run.source()).distinct().toList();
        append(new LogCommand.Compact(
                partition(partition),
                runs.getFirst().baseOffset(),
                runs.getLast().endOffset(),
                inputs,
                List.of(new LogCommand.CompactedRun(
                        runs.getLast().endOffset(),
                        bundle.object(),
                        place.position(),
                        place.sizeBytes(),
                        runs.stream().mapToLong(Run::maxTimestampMs).max().orElseThrow(),
                        runs.getLast().appendedMs()))));
        objects.delete(inputs.stream().map(input -> input.key(CLUSTER)).toList());
        return bundle;
    }

    public void trim(int partition, long logStartOffset) {
        append(new LogCommand.TrimLog(partition(partition), logStartOffset));
    }

    /// Has a transaction of a producer write to partitions, as a shard that is not its home.
    public void begin(long producerId, long number, int... partitions) {
        var begun = new TreeSet<TopicIdPartition>();
        for (int partition : partitions) {
            begun.add(partition(partition));
        }
        append(new TransactionCommand.Begin(producer(producerId), false, number, begun, time.wallMs()));
    }

    /// Ends it.
    public void mark(long producerId, long number, boolean commit) {
        append(new TransactionCommand.Mark(producer(producerId), number, commit));
    }

    private static ProducerIdAndEpoch producer(long producerId) {
        return new ProducerIdAndEpoch(producerId, (short) 0);
    }

    public void open(TopicId topicId, int partitions) {
        append(new LogCommand.Open(topicId, partitions, time.wallMs()));
    }

    public long highWatermark(int partition) {
        return writer.query(
                state -> state.bounds(partition(partition)).orElseThrow().highWatermark());
    }

    /// Appends an entry without an inline section.
    void append(Command command) {
        append(ByteBuffer.allocate(0), command);
    }

    private void append(ByteBuffer inline, Command command) {
        byte[] entry = writer.query(state -> {
            LogDraft draft = state.draft(time.wallMs());
            Outcome outcome = draft.apply(command);
            if (!outcome.changes()) {
                throw new IllegalStateException(command + " came to " + outcome);
            }
            return new Entry(
                            new CommitId(WRITER, nextCommit++),
                            draft.timeMs(),
                            List.of(command),
                            draft.verdictHash(),
                            inline)
                    .encode();
        });
        if (!(journal.append(SHARD, writer.appliedSequence() + 1, entry) instanceof AppendOutcome.Appended)) {
            throw new IllegalStateException("somebody else writes as well");
        }
        writer.refresh();
    }

    private FlushId nextFlushId() {
        return new FlushId(WRITER, nextFlush, nextFlush++ == 0);
    }

    private Written upload(ObjectRef.Kind kind, List<PartitionBody> bodies) {
        ObjectRef object = nextObject(kind);
        var header = new WalHeader(1, CLUSTER, WRITER, object.epoch(), object.number());
        WalObject.Encoded encoded = WalObject.encode(header, List.of(new ShardBody(SHARD.name(), bodies)));
        objects.create(object.key(CLUSTER), encoded.payload());
        return new Written(object, encoded);
    }

    ObjectRef nextObject(ObjectRef.Kind kind) {
        return new ObjectRef(kind, 1, WRITER, nextObject++);
    }

    private static List<PartitionBody> bodies(Map<Integer, List<ByteBuffer>> batches) {
        var bodies = new ArrayList<PartitionBody>();
        new TreeMap<>(batches)
                .forEach((number, ofPartition) -> bodies.add(new PartitionBody(
                        partition(number),
                        ofPartition.stream()
                                .map(batch -> BatchHeader.read(batch).meta())
                                .toList(),
                        ofPartition)));
        return bodies;
    }

    /// The batches of a run that were stored as they came.
    List<ByteBuffer> batchesOf(Run run) {
        ByteBuffer bytes = switch (run.source()) {
            case ObjectRef object -> objects.read(object.key(CLUSTER), run.position(), run.sizeBytes());
            case SegmentRef _, NoRecords _, EndMarker _ ->
                throw new IllegalStateException("no batches lie in " + run.source());
            case InlineRef inline ->
                Entry.decode(
                                inline.sequence(),
                                journal.read(SHARD, inline.sequence(), 1)
                                        .entries()
                                        .getFirst())
                        .inline()
                        .slice(run.position(), run.sizeBytes());
        };
        var batches = new ArrayList<ByteBuffer>();
        while (bytes.hasRemaining()) {
            int sizeBytes = BatchHeader.read(bytes).sizeBytes();
            batches.add(bytes.slice(bytes.position(), sizeBytes));
            bytes.position(bytes.position() + sizeBytes);
        }
        return batches;
    }
}
