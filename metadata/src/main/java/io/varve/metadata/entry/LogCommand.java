package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.storage.wal.RunTable;
import java.util.ArrayList;
import java.util.List;

/// Commands of the data shards about logs. Kinds 32–47.
public sealed interface LogCommand extends Command {

    int OPEN = 32;
    int CLOSE = 33;
    int FLUSH = 34;
    int SPILLED_FLUSH = 35;
    int TRIM_LOG = 36;
    int MOVE = 37;
    int COMPACT = 38;
    int EXPIRE_PRODUCERS = 39;
    int CLEAN = 40;

    /// The topic takes records from now on; a larger count than before adds partitions.
    ///
    /// @param createdMs the entry time of the topic's CREATE: an OPEN that comes much later is refused, for the
    /// topic may have been closed and forgotten since
    record Open(TopicId topicId, int partitionCount, long createdMs) implements LogCommand {

        @Override
        public int kind() {
            return OPEN;
        }

        @Override
        public void write(ByteWriter out) {
            out.topicId(topicId).varint(partitionCount).i64(createdMs);
        }

        static Open read(ByteReader in) {
            return new Open(in.topicId(), in.varint32(), in.i64());
        }
    }

    /// The topic is gone, and so are its records.
    record Close(TopicId topicId) implements LogCommand {

        @Override
        public int kind() {
            return CLOSE;
        }

        @Override
        public void write(ByteWriter out) {
            out.topicId(topicId);
        }

        static Close read(ByteReader in) {
            return new Close(in.topicId());
        }
    }

    /// Gives the batches of one flush their offsets.
    sealed interface Appending extends LogCommand permits Flush, SpilledFlush {
        FlushId flushId();
    }

    /// A flush whose run table stands in the entry.
    ///
    /// @param source where the bytes are; an [InlineRef] names the entry that holds this very command
    record Flush(FlushId flushId, Source source, RunTable table) implements Appending {

        private static final int IN_OBJECT = 0;
        private static final int INLINE = 1;

        @Override
        public int kind() {
            return FLUSH;
        }

        @Override
        public void write(ByteWriter out) {
            writeFlushId(out, flushId);
            switch (source) {
                case ObjectRef object -> object.write(out.u8(IN_OBJECT));
                case InlineRef inline -> out.u8(INLINE);
                case SegmentRef segment -> throw new IllegalArgumentException("no flush is in " + segment);
                case NoRecords _, EndMarker _ -> throw new IllegalArgumentException("a flush whose bytes are nowhere");
            }
            table.write(out);
        }

        static Flush read(ByteReader in, long sequence) {
            FlushId flushId = readFlushId(in);
            Source source = switch (in.u8()) {
                case IN_OBJECT -> ObjectRef.read(in);
                case INLINE -> new InlineRef(sequence);
                default -> throw new MalformedDataException("a flush whose bytes are nowhere");
            };
            return new Flush(flushId, source, RunTable.read(in));
        }
    }

    /// A flush whose run table is too large for an entry: it lies in the object, and the replica fetches and checks
    /// it before it applies the command as a [Flush].
    record SpilledFlush(FlushId flushId, ObjectRef object, int tablePosition, int tableLength, int tableCrc32c)
            implements Appending {

        @Override
        public int kind() {
            return SPILLED_FLUSH;
        }

        @Override
        public void write(ByteWriter out) {
            writeFlushId(out, flushId);
            object.write(out);
            out.varint(tablePosition).varint(tableLength).i32(tableCrc32c);
        }

        static SpilledFlush read(ByteReader in) {
            return new SpilledFlush(readFlushId(in), ObjectRef.read(in), in.varint32(), in.varint32(), in.i32());
        }
    }

    /// The partition's records below this offset are gone: retention or DeleteRecords.
    record TrimLog(TopicIdPartition partition, long logStartOffset) implements LogCommand {

        @Override
        public int kind() {
            return TRIM_LOG;
        }

        @Override
        public void write(ByteWriter out) {
            writePartition(out, partition);
            out.varint(logStartOffset);
        }

        static TrimLog read(ByteReader in) {
            return new TrimLog(readPartition(in), in.varint());
        }
    }

    /// Inlined runs now lie in a bundle. Offsets do not change.
    record Move(ObjectRef bundle, List<MovedRun> runs) implements LogCommand {

        private static final int MIN_RUN_BYTES = 16 + 5;

        public Move {
            runs = List.copyOf(runs);
        }

        @Override
        public int kind() {
            return MOVE;
        }

        @Override
        public void write(ByteWriter out) {
            bundle.write(out);
            out.varint(runs.size());
            runs.forEach(run -> run.write(out));
        }

        static Move read(ByteReader in) {
            ObjectRef bundle = ObjectRef.read(in);
            int count = in.count(MIN_RUN_BYTES);
            var runs = new ArrayList<MovedRun>(count);
            for (int i = 0; i < count; i++) {
                runs.add(MovedRun.read(in));
            }
            return new Move(bundle, runs);
        }
    }

    /// Whole, adjacent runs of one partition, now side by side in a bundle.
    ///
    /// @param position where they begin in the bundle
    record MovedRun(TopicIdPartition partition, long baseOffset, long endOffset, int position, int sizeBytes) {

        void write(ByteWriter out) {
            writePartition(out, partition);
            out.varint(baseOffset)
                    .varint(endOffset - baseOffset)
                    .varint(position)
                    .varint(sizeBytes);
        }

        static MovedRun read(ByteReader in) {
            TopicIdPartition partition = readPartition(in);
            long baseOffset = in.varint();
            return new MovedRun(partition, baseOffset, baseOffset + in.varint(), in.varint32(), in.varint32());
        }
    }

    /// Whole runs that cover exactly `[baseOffset, endOffset)` are replaced by others that cover the same.
    ///
    /// @param inputs the objects that held the range; the command is refused if they no longer do
    /// @param outputs in order, at least one; the first begins at `baseOffset`, the last ends at `endOffset`
    record Compact(
            TopicIdPartition partition,
            long baseOffset,
            long endOffset,
            List<ObjectRef> inputs,
            List<CompactedRun> outputs)
            implements LogCommand {

        private static final int MIN_REF_BYTES = 19;
        private static final int MIN_SOURCE_BYTES = 1;
        private static final int MIN_RUN_BYTES = 6;
        private static final int NOWHERE = 0;
        private static final int IN_OBJECT = 1;
        private static final int IN_SEGMENT = 2;
        private static final int END_MARKER = 3;

        public Compact {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            long covered = baseOffset;
            for (CompactedRun output : outputs) {
                if (output.endOffset() <= covered) {
                    throw new IllegalArgumentException(
                            "a run from " + covered + " to " + output.endOffset() + " of " + partition);
                }
                covered = output.endOffset();
            }
            if (covered != endOffset || outputs.isEmpty()) {
                throw new IllegalArgumentException("runs that cover " + baseOffset + "–" + covered + ", not "
                        + baseOffset + "–" + endOffset + " of " + partition);
            }
        }

        @Override
        public int kind() {
            return COMPACT;
        }

        @Override
        public void write(ByteWriter out) {
            writePartition(out, partition);
            out.varint(baseOffset).varint(endOffset - baseOffset).varint(inputs.size());
            inputs.forEach(input -> input.write(out));
            // The row groups of a segment name it once.
            var sources = outputs.stream().map(CompactedRun::source).distinct().toList();
            out.varint(sources.size());
            sources.forEach(source -> writeSource(out, source));
            out.varint(outputs.size());
            long covered = baseOffset;
            for (CompactedRun output : outputs) {
                out.varint(output.endOffset() - covered)
                        .varint(sources.indexOf(output.source()))
                        .varint(output.position())
                        .varint(output.sizeBytes())
                        .zigzag(output.maxTimestampMs())
                        .varint(output.appendedMs());
                covered = output.endOffset();
            }
        }

        private static void writeSource(ByteWriter out, Source source) {
            switch (source) {
                case NoRecords nothing -> out.u8(NOWHERE);
                case ObjectRef object -> object.write(out.u8(IN_OBJECT));
                case SegmentRef segment -> segment.write(out.u8(IN_SEGMENT));
                case EndMarker marker -> marker.write(out.u8(END_MARKER));
                case InlineRef inline -> throw new IllegalArgumentException("nothing is compacted into " + inline);
            }
        }

        private static Source readSource(ByteReader in) {
            return switch (in.u8()) {
                case NOWHERE -> new NoRecords();
                case IN_OBJECT -> ObjectRef.read(in);
                case IN_SEGMENT -> SegmentRef.read(in);
                case END_MARKER -> EndMarker.read(in);
                default -> throw new MalformedDataException("a run that was compacted into nothing known");
            };
        }

        static Compact read(ByteReader in) {
            TopicIdPartition partition = readPartition(in);
            long baseOffset = in.varint();
            long endOffset = baseOffset + in.varint();
            var inputs = new ArrayList<ObjectRef>();
            for (int left = in.count(MIN_REF_BYTES); left > 0; left--) {
                inputs.add(ObjectRef.read(in));
            }
            var sources = new ArrayList<Source>();
            for (int left = in.count(MIN_SOURCE_BYTES); left > 0; left--) {
                sources.add(readSource(in));
            }
            var outputs = new ArrayList<CompactedRun>();
            long covered = baseOffset;
            for (int left = in.count(MIN_RUN_BYTES); left > 0; left--) {
                covered += in.varint();
                int source = in.varint32();
                if (source >= sources.size()) {
                    throw new MalformedDataException("a run in source " + source + " of " + sources.size());
                }
                outputs.add(new CompactedRun(
                        covered, sources.get(source), in.varint32(), in.varint32(), in.zigzag(), in.varint()));
            }
            return new Compact(partition, baseOffset, endOffset, inputs, outputs);
        }
    }

    /// A run that takes the place of others, from the end of the one before it.
    ///
    /// @param position where it begins in the source
    /// @param maxTimestampMs the largest timestamp of its records, −1 if none has one
    /// @param appendedMs entry time at which the newest of its records got its offset
    record CompactedRun(
            long endOffset, Source source, int position, int sizeBytes, long maxTimestampMs, long appendedMs) {}

    /// The keys of a partition's log are unique up to here; the records that have gone for it went with COMPACTs.
    record Clean(TopicIdPartition partition, Cleaned cleaned) implements LogCommand {

        @Override
        public int kind() {
            return CLEAN;
        }

        @Override
        public void write(ByteWriter out) {
            writePartition(out, partition);
            cleaned.write(out);
        }

        static Clean read(ByteReader in) {
            return new Clean(readPartition(in), Cleaned.read(in));
        }
    }

    /// Producers whose last batch is older, by entry time, are forgotten.
    record ExpireProducers(long beforeMs) implements LogCommand {

        @Override
        public int kind() {
            return EXPIRE_PRODUCERS;
        }

        @Override
        public void write(ByteWriter out) {
            out.i64(beforeMs);
        }

        static ExpireProducers read(ByteReader in) {
            return new ExpireProducers(in.i64());
        }
    }

    private static void writeFlushId(ByteWriter out, FlushId id) {
        out.id(id.incarnation()).varint(id.number()).u8(id.first() ? 1 : 0);
    }

    private static FlushId readFlushId(ByteReader in) {
        Id128 incarnation = in.id();
        return new FlushId(incarnation, in.varint(), in.u8() == 1);
    }

    private static void writePartition(ByteWriter out, TopicIdPartition partition) {
        out.topicId(partition.topicId()).varint(partition.partition());
    }

    private static TopicIdPartition readPartition(ByteReader in) {
        return new TopicIdPartition(in.topicId(), in.varint32());
    }
}
