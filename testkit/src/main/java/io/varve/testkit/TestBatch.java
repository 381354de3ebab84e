package io.varve.testkit;

import io.varve.core.ByteWriter;
import io.varve.core.Crc32c;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes record batches of format 2 as an old-fashioned producer would: uncompressed, not idempotent, without keys and
/// headers. Written from the protocol's description, not with the code under test.
public final class TestBatch {

    private static final int LENGTH_OVERHEAD_BYTES = 12;
    private static final int CRC_POSITION = 17;
    private static final int ATTRIBUTES_POSITION = 21;
    private static final int TRANSACTIONAL = 0x10;
    private static final int NONE = -1;
    private static final Producer NOBODY = new Producer(NONE, NONE, NONE, 0);

    private TestBatch() {}

    /// A batch whose records have one value each, all of the same time.
    public static ByteBuffer of(long timestampMs, String... values) {
        return of(allAt(timestampMs, values.length), values);
    }

    private static long[] allAt(long timestampMs, int count) {
        long[] timestamps = new long[count];
        Arrays.fill(timestamps, timestampMs);
        return timestamps;
    }

    /// A batch whose records have a time and a value each.
    public static ByteBuffer of(long[] timestampsMs, String... values) {
        return of(NOBODY, timestampsMs, values);
    }

    /// Who has made a batch.
    ///
    /// @param attributes what else the batch says of that
    private record Producer(long id, int epoch, int sequence, int attributes) {}

    /// A batch of an idempotent producer.
    public static ByteBuffer idempotent(long producerId, int epoch, int sequence, long timestampMs, String... values) {
        return of(new Producer(producerId, epoch, sequence, 0), allAt(timestampMs, values.length), values);
    }

    /// A batch that is part of its producer's transaction.
    public static ByteBuffer transactional(
            long producerId, int epoch, int sequence, long timestampMs, String... values) {
        var producer = new Producer(producerId, epoch, sequence, TRANSACTIONAL);
        return of(producer, allAt(timestampMs, values.length), values);
    }

    private static ByteBuffer of(Producer producer, long[] timestampsMs, String... values) {
        var checked = new ByteWriter()
                .i16(producer.attributes())
                .i32(values.length - 1)
                .i64(timestampsMs[0])
                .i64(Arrays.stream(timestampsMs).max().orElseThrow())
                .i64(producer.id())
                .i16(producer.epoch())
                .i32(producer.sequence())
                .i32(values.length);
        for (int i = 0; i < values.length; i++) {
            writeRecord(checked, i, timestampsMs[i] - timestampsMs[0], values[i]);
        }
        var batch = new ByteWriter()
                .i64(0)
                .i32(ATTRIBUTES_POSITION - LENGTH_OVERHEAD_BYTES + checked.size())
                .i32(NONE)
                .u8(2)
                .i32(Crc32c.of(checked.view(0)))
                .raw(checked.view(0));
        return ByteBuffer.wrap(batch.toByteArray());
    }

    /// Whether the byte at that position of a batch says more than where in a log the batch is, by its base
    /// offset and leader epoch: that is for the log to say.
    public static boolean saysMoreThanItsPlace(int position) {
        boolean baseOffset = position < Long.BYTES;
        boolean leaderEpoch = position >= LENGTH_OVERHEAD_BYTES && position < LENGTH_OVERHEAD_BYTES + Integer.BYTES;
        return !baseOffset && !leaderEpoch;
    }

    /// A record as a reader finds it.
    public record Read(long offset, long timestampMs, String value) {}

    /// The records of all batches that [#of] made, wherever the log has put them.
    public static List<Read> records(ByteBuffer batches) {
        ByteBuffer in = batches.slice();
        var records = new ArrayList<Read>();
        while (in.hasRemaining()) {
            int sizeBytes = LENGTH_OVERHEAD_BYTES + in.getInt(in.position() + Long.BYTES);
            readBatch(in.slice(in.position(), sizeBytes), records);
            in.position(in.position() + sizeBytes);
        }
        return records;
    }

    static void readBatch(ByteBuffer batch, List<Read> records) {
        ByteBuffer checked = batch.slice(ATTRIBUTES_POSITION, batch.remaining() - ATTRIBUTES_POSITION);
        if (batch.getInt(CRC_POSITION) != Crc32c.of(checked)) {
            throw new AssertionError("the checksum does not match");
        }
        long baseOffset = batch.getLong(0);
        checked.getShort();
        checked.getInt();
        long baseTimestampMs = checked.getLong();
        checked.getLong();
        checked.getLong();
        checked.getShort();
        checked.getInt();
        int count = checked.getInt();
        for (int i = 0; i < count; i++) {
            records.add(readRecord(checked, baseOffset, baseTimestampMs));
        }
    }

    private static void writeRecord(ByteWriter out, int offsetDelta, long timestampDelta, String value) {
        var record = new ByteWriter().u8(0).zigzag(timestampDelta).zigzag(offsetDelta);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        record.zigzag(NONE).zigzag(bytes.length).raw(bytes, 0, bytes.length).zigzag(0);
        out.zigzag(record.size()).raw(record.view(0));
    }

    private static Read readRecord(ByteBuffer in, long baseOffset, long baseTimestampMs) {
        zigzag(in);
        in.get();
        long timestampMs = baseTimestampMs + zigzag(in);
        long offset = baseOffset + zigzag(in);
        zigzag(in);
        byte[] value = new byte[(int) zigzag(in)];
        in.get(value);
        zigzag(in);
        return new Read(offset, timestampMs, new String(value, StandardCharsets.UTF_8));
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
