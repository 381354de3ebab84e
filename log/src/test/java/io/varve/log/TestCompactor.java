package io.varve.log;

import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.Source;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.segment.EncodedSegment;
import io.varve.segment.RowGroup;
import io.varve.segment.SegmentSettings;
import io.varve.segment.batch.BatchOpening;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.parquet.SegmentFooter;
import io.varve.segment.parquet.SegmentReader;
import io.varve.segment.parquet.SegmentWriter;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.segment.FooterPlace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/// Turns runs of a [TestLog] into segments, into nothing, and segments into others, and deletes what held them.
public final class TestCompactor {

    public static final long END = Long.MAX_VALUE;

    /// Every batch becomes a row group of its own.
    public static final SegmentSettings SINGLE_BATCHES = new SegmentSettings(1, 1);

    private static final int MAX_RECORDS_BYTES = 1 << 26;

    private final TestLog log;
    private final SegmentSettings settings;

    public TestCompactor(TestLog log, SegmentSettings settings) {
        this.log = log;
        this.settings = settings;
    }

    /// A segment as it was written.
    public record Segment(SegmentRef ref, List<RowGroup> rowGroups) {

        public String key() {
            return ref.object().key(TestLog.CLUSTER);
        }

        /// The read of a row group, as a [TestStore] writes it down.
        public String readOf(int rowGroup) {
            RowGroup group = rowGroups.get(rowGroup);
            return key() + " " + group.position() + "+" + group.sizeBytes();
        }

        public String readOfFooter() {
            return key() + " " + ref.footer().position() + "+" + ref.footer().length();
        }
    }

    /// Replaces all of a partition's runs by one segment.
    public Segment compact(int partition) {
        return compact(partition, 0, END, offset -> true);
    }

    /// Replaces the runs that begin within `[from, to)` by one segment of the records whose offsets are kept.
    public Segment compact(int partition, long from, long to, LongPredicate kept) {
        List<Run> runs = runs(partition, from, to);
        var writer = new SegmentWriter(partition, runs.getFirst().baseOffset(), settings);
        for (Run run : runs) {
            for (OpenBatch batch : batchesOf(run)) {
                clean(batch, kept).ifPresent(writer::add);
            }
        }
        EncodedSegment encoded = writer.finish(runs.getLast().endOffset());
        ObjectRef object = log.nextObject(ObjectRef.Kind.SEGMENT);
        log.objects.create(object.key(TestLog.CLUSTER), encoded.payload());
        var ref = new SegmentRef(object, encoded.footer(), encoded.stats());
        var outputs = new ArrayList<LogCommand.CompactedRun>();
        for (RowGroup group : encoded.rowGroups()) {
            outputs.add(new LogCommand.CompactedRun(
                    group.endOffset(),
                    ref,
                    group.position(),
                    group.sizeBytes(),
                    group.maxTimestampMs(),
                    runs.getLast().appendedMs()));
        }
        replace(partition, runs, outputs);
        return new Segment(ref, encoded.rowGroups());
    }

    /// Replaces each of the runs that begin within `[from, to)` by one without records.
    public void empty(int partition, long from, long to) {
        List<Run> runs = runs(partition, from, to);
        replace(
                partition,
                runs,
                runs.stream()
                        .map(run -> new LogCommand.CompactedRun(
                                run.endOffset(), new NoRecords(), 0, 0, -1, run.appendedMs()))
                        .toList());
    }

    private List<Run> runs(int partition, long from, long to) {
        return log.writer.query(state -> state.runsFrom(TestLog.partition(partition), from, Integer.MAX_VALUE)).stream()
                .filter(run -> run.baseOffset() < to)
                .toList();
    }

    private void replace(int partition, List<Run> runs, List<LogCommand.CompactedRun> outputs) {
        List<ObjectRef> inputs = runs.stream()
                .filter(Run::isStored)
                .map(run -> objectOf(run.source()))
                .distinct()
                .toList();
        log.append(new LogCommand.Compact(
                TestLog.partition(partition),
                runs.getFirst().baseOffset(),
                runs.getLast().endOffset(),
                inputs,
                outputs));
        var gone = new HashSet<>(inputs);
        gone.removeAll(log.writer.query(LogState::objects));
        log.objects.delete(
                gone.stream().map(object -> object.key(TestLog.CLUSTER)).toList());
    }

    private static ObjectRef objectOf(Source source) {
        return switch (source) {
            case ObjectRef object -> object;
            case SegmentRef segment -> segment.object();
            default -> throw new IllegalStateException("nothing is compacted out of " + source);
        };
    }

    private List<OpenBatch> batchesOf(Run run) {
        if (run.source() instanceof SegmentRef segment) {
            FooterPlace place = segment.footer();
            String key = segment.object().key(TestLog.CLUSTER);
            var footer = SegmentFooter.parse(place, log.objects.read(key, place.position(), place.length()));
            return SegmentReader.read(footer, run.position(), log.objects.read(key, run.position(), run.sizeBytes()));
        }
        var batches = new ArrayList<OpenBatch>();
        if (!run.isStored()) {
            return batches;
        }
        long offset = run.baseOffset();
        for (ByteBuffer batch : log.batchesOf(run)) {
            OpenBatch open = BatchOpening.open(batch, offset, run.appendedMs(), MAX_RECORDS_BYTES);
            batches.add(open.committed());
            offset = open.lastOffset() + 1;
        }
        return batches;
    }

    /// The batch with the records whose offsets are kept, or nothing if there are none.
    private static Optional<OpenBatch> clean(OpenBatch batch, LongPredicate kept) {
        ByteBuffer in = batch.records().duplicate();
        ByteBuffer out = ByteBuffer.allocate(in.remaining());
        int count = 0;
        while (in.hasRemaining()) {
            int begin = in.position();
            int length = (int) zigzag(in);
            int end = in.position() + length;
            in.get();
            zigzag(in);
            if (kept.test(batch.baseOffset() + zigzag(in))) {
                out.put(in.slice(begin, end - begin));
                count++;
            }
            in.position(end);
        }
        BatchHeader header = batch.header();
        return count == 0
                ? Optional.empty()
                : Optional.of(new OpenBatch(
                        new BatchHeader(
                                header.baseOffset(),
                                header.sizeBytes(),
                                header.partitionLeaderEpoch(),
                                header.crc(),
                                header.attributes(),
                                header.lastOffsetDelta(),
                                header.baseTimestampMs(),
                                header.maxTimestampMs(),
                                header.producerId(),
                                header.producerEpoch(),
                                header.baseSequence(),
                                count),
                        batch.baseOffset(),
                        out.flip(),
                        batch.ingestMs()));
    }

    private static long zigzag(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        int next;
        do {
            next = in.get();
            value |= (next & 0x7FL) << shift;
            shift += 7;
        } while (next < 0);
        return (value >>> 1) ^ -(value & 1);
    }
}
