package io.varve.metadata.log;

import static io.varve.metadata.Batches.BATCH_BYTES;
import static io.varve.metadata.Batches.TOPIC;
import static io.varve.metadata.Batches.WRITER;
import static io.varve.metadata.Batches.idempotent;
import static io.varve.metadata.Batches.object;
import static io.varve.metadata.Batches.partition;
import static io.varve.metadata.Batches.plain;
import static io.varve.metadata.Batches.segment;
import static io.varve.metadata.Batches.transactional;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Participants;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.Source;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.transaction.TransactionalId;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens to a log, its partitions stay covered exactly once, and a state that went through a snapshot is the
/// one that did not.
class LogFoldTest {

    private static final int PARTITIONS = 3;
    private static final int ENTRIES = 400;
    private static final int PRODUCERS = 3;
    private static final long HOME_PRODUCER = 99;

    private final LogState state = new LogState();
    private LogState restored = new LogState();
    private long flushes;
    private long objects;

    /// Of the transaction that a producer has open, or begins next.
    private final long[] numbers = new long[PRODUCERS];

    private long nowMs = 1_700_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyPartitionIsCoveredOnceAndSnapshotsChangeNothing(long seed) {
        var random = new Random(seed);
        apply(List.of(new LogCommand.Open(TOPIC, PARTITIONS, nowMs)));
        for (int i = 0; i < ENTRIES; i++) {
            nowMs += random.nextInt(1000);
            apply(next(random));
            assertCoveredOnce(seed);
            assertInlinedRunsAreKnown(state, seed);
            assertInlinedRunsAreKnown(restored, seed);
            if (random.nextInt(20) == 0) {
                restored = LogState.read(new ByteReader(encode(restored)));
            }
            assertThat(encode(restored)).as("seed %d entry %d", seed, i).isEqualTo(encode(state));
        }
    }

    /// The commands of one entry.
    private List<Command> next(Random random) {
        int partition = random.nextInt(PARTITIONS);
        return switch (random.nextInt(16)) {
            case 0 -> List.of(trim(random, partition));
            case 1 -> List.of(move());
            case 2 -> List.of(compact(random, partition));
            case 3 -> List.of(new LogCommand.ExpireProducers(nowMs - 20_000));
            case 4 -> List.of(flush(random), trim(random, partition));
            case 5 -> List.of(beginOrMark(random));
            case 6 -> List.of(new TransactionCommand.Init("t", 10_000, Optional.empty(), HOME_PRODUCER));
            case 7 -> List.of(addOrEnd(random));
            case 8 ->
                List.of(new TransactionCommand.Expire(
                        "t", home().map(TransactionalId::number).orElse(0L), -1));
            default -> List.of(flush(random));
        };
    }

    /// A transaction whose home is elsewhere.
    private Command beginOrMark(Random random) {
        int producerId = random.nextInt(PRODUCERS);
        var producer = new ProducerIdAndEpoch(producerId, (short) random.nextInt(2));
        if (random.nextInt(3) > 0) {
            return new TransactionCommand.Begin(
                    producer,
                    random.nextBoolean(),
                    numbers[producerId],
                    new TreeSet<>(Set.of(partition(random.nextInt(PARTITIONS)))),
                    nowMs);
        }
        return new TransactionCommand.Mark(producer, numbers[producerId]++, random.nextBoolean());
    }

    private Command addOrEnd(Random random) {
        var producer = home().map(TransactionalId::producer).orElse(new ProducerIdAndEpoch(HOME_PRODUCER, (short) 0));
        if (random.nextBoolean()) {
            var partitions = Set.of(partition(random.nextInt(PARTITIONS)));
            return new TransactionCommand.Add(
                    "t", producer, random.nextBoolean(), Participants.of(partitions, Map.of(), Set.of()));
        }
        return new TransactionCommand.End("t", producer, random.nextBoolean(), random.nextBoolean(), -1);
    }

    private Optional<TransactionalId> home() {
        return state.transactionalId("t");
    }

    /// The epoch of the home's producer may be the one that its partitions know.
    private BatchMeta transactionalBatch(Random random) {
        return home().filter(id -> random.nextBoolean())
                .map(id -> transactional(HOME_PRODUCER, id.producer().epoch(), random.nextInt(3), 1))
                .orElseGet(() -> transactional(
                        random.nextInt(PRODUCERS), random.nextInt(2), random.nextInt(4), 1 + random.nextInt(2)));
    }

    private Command trim(Random random, int partition) {
        LogBounds bounds = state.bounds(partition(partition)).orElseThrow();
        long length = bounds.highWatermark() - bounds.logStartOffset();
        return new LogCommand.TrimLog(partition(partition), bounds.logStartOffset() + random.nextLong(length + 1));
    }

    private Command flush(Random random) {
        var partitions = new ArrayList<PartitionBatches>();
        int position = 64;
        for (int p = 0; p < PARTITIONS; p++) {
            if (random.nextBoolean()) {
                var batches = new ArrayList<BatchMeta>();
                for (int b = random.nextInt(3); b >= 0; b--) {
                    batches.add(
                            switch (random.nextInt(3)) {
                                case 0 -> plain(1 + random.nextInt(5));
                                case 1 ->
                                    idempotent(random.nextInt(PRODUCERS), random.nextInt(2), random.nextInt(4), 1);
                                default -> transactionalBatch(random);
                            });
                }
                var added = new PartitionBatches(partition(p), position, batches);
                partitions.add(added);
                position = added.endPosition();
            }
        }
        if (partitions.isEmpty()) {
            partitions.add(new PartitionBatches(partition(0), position, List.of(plain(1))));
        }
        var id = new FlushId(WRITER, flushes++, true);
        return random.nextBoolean()
                ? new LogCommand.Flush(id, object(objects++), new RunTable(partitions))
                : new LogCommand.Flush(id, new InlineRef(state.appliedSequence() + 1), new RunTable(partitions));
    }

    private Command move() {
        var moved = new ArrayList<LogCommand.MovedRun>();
        int position = 64;
        for (var ofPartition : state.inlinedRuns(Long.MAX_VALUE, 1000, 10).entrySet()) {
            for (Run run : ofPartition.getValue()) {
                moved.add(new LogCommand.MovedRun(
                        ofPartition.getKey(), run.baseOffset(), run.endOffset(), position, run.sizeBytes()));
                position += run.sizeBytes();
            }
        }
        return new LogCommand.Move(new ObjectRef(ObjectRef.Kind.BUNDLE, 0, WRITER, objects++), moved);
    }

    private Command compact(Random random, int partition) {
        List<Run> runs = state.runsFrom(partition(partition), 0, Integer.MAX_VALUE);
        if (runs.isEmpty()) {
            return flush(random);
        }
        int from = random.nextInt(runs.size());
        List<Run> inputs = runs.subList(from, from + 1 + random.nextInt(runs.size() - from));
        List<ObjectRef> named = inputs.stream()
                .map(Run::source)
                .filter(ObjectRef.class::isInstance)
                .map(ObjectRef.class::cast)
                .toList();
        return new LogCommand.Compact(
                partition(partition),
                inputs.getFirst().baseOffset(),
                inputs.getLast().endOffset(),
                named,
                outputs(random, inputs));
    }

    /// Between one and three runs, of all kinds, that cover what the inputs did.
    private List<LogCommand.CompactedRun> outputs(Random random, List<Run> inputs) {
        long base = inputs.getFirst().baseOffset();
        long end = inputs.getLast().endOffset();
        var ends = new TreeSet<Long>(List.of(end));
        for (int i = 0; i < 2; i++) {
            ends.add(base + 1 + random.nextLong(end - base));
        }
        Source segment = segment(objects++, base, end);
        return ends.stream()
                .map(endOffset -> {
                    Source source = switch (random.nextInt(3)) {
                        case 0 -> new NoRecords();
                        case 1 -> new ObjectRef(ObjectRef.Kind.BUNDLE, 0, WRITER, objects++);
                        default -> segment;
                    };
                    int sizeBytes = source instanceof NoRecords ? 0 : BATCH_BYTES;
                    return new LogCommand.CompactedRun(endOffset, source, 0, sizeBytes, random.nextLong(10) - 1, nowMs);
                })
                .toList();
    }

    private void apply(List<Command> commands) {
        LogDraft draft = state.draft(nowMs);
        LogDraft again = restored.draft(nowMs);
        boolean changes = false;
        for (Command command : commands) {
            Outcome outcome = draft.apply(command);
            assertThat(again.apply(command)).isEqualTo(outcome);
            changes |= outcome.changes();
        }
        assertThat(again.verdictHash()).isEqualTo(draft.verdictHash());
        if (changes) {
            state.install(draft);
            restored.install(again);
        }
    }

    private static void assertInlinedRunsAreKnown(LogState state, long seed) {
        var inlined = new TreeMap<TopicIdPartition, List<Run>>();
        for (int p = 0; p < PARTITIONS; p++) {
            List<Run> runs = state.runsFrom(partition(p), 0, Integer.MAX_VALUE).stream()
                    .filter(run -> run.source() instanceof InlineRef)
                    .toList();
            if (!runs.isEmpty()) {
                inlined.put(partition(p), runs);
            }
        }
        assertThat(state.inlinedRuns(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .as("seed %d", seed)
                .isEqualTo(inlined);
        assertThat(state.firstInlinedSequence())
                .as("seed %d", seed)
                .isEqualTo(inlined.values().stream()
                        .flatMap(List::stream)
                        .mapToLong(run -> ((InlineRef) run.source()).sequence())
                        .min());
    }

    private void assertCoveredOnce(long seed) {
        for (int p = 0; p < PARTITIONS; p++) {
            LogBounds bounds = state.bounds(partition(p)).orElseThrow();
            long covered = bounds.logStartOffset();
            for (Run run : state.runsFrom(partition(p), 0, Integer.MAX_VALUE)) {
                assertThat(run.baseOffset()).as("seed %d", seed).isLessThanOrEqualTo(covered);
                assertThat(run.endOffset()).as("seed %d", seed).isGreaterThan(covered);
                covered = run.endOffset();
            }
            assertThat(covered).as("seed %d", seed).isEqualTo(bounds.highWatermark());
        }
    }

    private static byte[] encode(LogState state) {
        var out = new ByteWriter();
        state.write(out);
        return out.toByteArray();
    }
}
