package io.varve.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/// What a consumer makes of the answers that it gets from one partition, by the rules of Kafka's own consumer
/// (`CompletedFetch`): what it is told of aborted transactions counts for one answer, begins with their first offset,
/// and ends with their producer's next marker of an abort. Control batches are nobody's records.
///
/// Of one thread. For batches that [TestBatch] made, wherever the log has put them.
public final class TestConsumer {

    private static final int LENGTH_OVERHEAD_BYTES = 12;
    private static final int ATTRIBUTES_POSITION = 21;
    private static final int LAST_OFFSET_DELTA_POSITION = 23;
    private static final int PRODUCER_ID_POSITION = 43;
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL = 0x20;

    /// Behind the header, the record's length, attributes, deltas and the length of its key, each of one byte, and
    /// the
    /// key's version.
    private static final int CONTROL_TYPE_POSITION = 61 + 5 + 2;

    private static final int ABORT = 0;

    private final boolean committed;
    private final List<TestBatch.Read> records = new ArrayList<>();
    private long position;

    /// Of a transaction, what an answer says.
    public record Aborted(long producerId, long firstOffset) {}

    /// @param committed whether it wants committed records only
    /// @param position of the first record that it wants
    public TestConsumer(boolean committed, long position) {
        this.committed = committed;
        this.position = position;
    }

    /// The offset that it asks for next.
    public long position() {
        return position;
    }

    /// What the application has got.
    public List<TestBatch.Read> records() {
        return List.copyOf(records);
    }

    public List<String> values() {
        return records.stream().map(TestBatch.Read::value).toList();
    }

    /// An answer comes.
    public void take(ByteBuffer batches, List<Aborted> aborted) {
        var inOrder = new PriorityQueue<>(Comparator.comparingLong(Aborted::firstOffset));
        inOrder.addAll(aborted);
        Set<Long> passedOver = new HashSet<>();
        ByteBuffer in = batches.slice();
        while (in.hasRemaining()) {
            int sizeBytes = LENGTH_OVERHEAD_BYTES + in.getInt(in.position() + Long.BYTES);
            take(in.slice(in.position(), sizeBytes), inOrder, passedOver);
            in.position(in.position() + sizeBytes);
        }
    }

    private void take(ByteBuffer batch, PriorityQueue<Aborted> aborted, Set<Long> passedOver) {
        long lastOffset = batch.getLong(0) + batch.getInt(LAST_OFFSET_DELTA_POSITION);
        long producerId = batch.getLong(PRODUCER_ID_POSITION);
        boolean control = (batch.getShort(ATTRIBUTES_POSITION) & CONTROL) != 0;
        boolean transactional = (batch.getShort(ATTRIBUTES_POSITION) & TRANSACTIONAL) != 0;
        boolean wanted = !control;
        if (committed && producerId >= 0) {
            while (!aborted.isEmpty() && aborted.peek().firstOffset() <= lastOffset) {
                passedOver.add(aborted.poll().producerId());
            }
            if (control && batch.getShort(CONTROL_TYPE_POSITION) == ABORT) {
                passedOver.remove(producerId);
            } else if (transactional && passedOver.contains(producerId)) {
                wanted = false;
            }
        }
        if (wanted) {
            var ofBatch = new ArrayList<TestBatch.Read>();
            TestBatch.readBatch(batch, ofBatch);
            ofBatch.stream().filter(record -> record.offset() >= position).forEach(records::add);
        }
        position = Math.max(position, lastOffset + 1);
    }
}
