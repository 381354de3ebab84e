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

/// Commands of the data shards. Kinds 32–63.
public sealed interface LogCommand extends Command {

    int OPEN = 32;
    int CLOSE = 33;
    int FLUSH = 34;
    int SPILLED_FLUSH = 35;
    int TRIM_LOG = 36;
    int MOVE = 37;
    int COMPACT = 38;
    int EXPIRE_PRODUCERS = 39;

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

    /// Runs and segments that cover exactly `[baseOffset, endOffset)` are replaced by one object.
    ///
    /// @param inputs the objects that held the range; the command is refused if they no longer do
    /// @param sizeBytes of the new object's part that holds the range, from `position` on
    record Compact(
            TopicIdPartition partition,
            long baseOffset,
            long endOffset,
            List<ObjectRef> inputs,
            ObjectRef output,
            int position,
            int sizeBytes)
            implements LogCommand {

        private static final int MIN_REF_BYTES = 19;

        public Compact {
            inputs = List.copyOf(inputs);
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
            output.write(out);
            out.varint(position).varint(sizeBytes);
        }

        static Compact read(ByteReader in) {
            TopicIdPartition partition = readPartition(in);
            long baseOffset = in.varint();
            long endOffset = baseOffset + in.varint();
            int count = in.count(MIN_REF_BYTES);
            var inputs = new ArrayList<ObjectRef>(count);
            for (int i = 0; i < count; i++) {
                inputs.add(ObjectRef.read(in));
            }
            return new Compact(
                    partition, baseOffset, endOffset, inputs, ObjectRef.read(in), in.varint32(), in.varint32());
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
