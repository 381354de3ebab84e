package io.varve.simulation.check;

import io.varve.core.Crc32c;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Source;
import io.varve.simulation.world.Violation;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import io.varve.storage.wal.BatchMeta;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One partition as the entries say it is, by the simplest rule there is: each accepted batch takes the offsets
/// from the end on. Where its records lie changes, and what they are does not.
final class PartitionLedger {

    private static final int TRANSACTIONAL = 0x10;

    private final TopicIdPartition partition;
    private final NavigableMap<Long, BatchMeta> batches = new TreeMap<>();
    private final Map<Long, Integer> checksums = new TreeMap<>();
    private final NavigableMap<Long, Extent> extents = new TreeMap<>();
    private final Set<Sequence> sequences = new HashSet<>();

    /// What a batch of a transaction would have as its checksum if it were of none.
    private final Map<Long, Integer> committedChecksums = new TreeMap<>();

    /// Of each batch that is part of one.
    private final Map<Long, Transaction> transactions = new TreeMap<>();

    /// By their offsets, each of which is a batch of one.
    private final NavigableMap<Long, EndMarker> markers = new TreeMap<>();

    /// By producer id.
    private final Map<Long, Open> openTransactions = new TreeMap<>();
    private long logStartOffset;
    private long highWatermark;
    private boolean closed;

    /// The extent that the next batch of the same entry goes on with. What comes after a change of the log begins
    /// anew.
    private @Nullable Extent open;

    private final @Nullable KeyedLog keyed;

    /// @param keyed the records of a compacted topic, null of any other
    PartitionLedger(TopicIdPartition partition, @Nullable KeyedLog keyed) {
        this.partition = partition;
        this.keyed = keyed;
    }

    /// A transaction that may write here.
    ///
    /// @param firstOffset null before its first batch
    private record Open(Transaction transaction, @Nullable Long firstOffset) {}

    private record Sequence(long producerId, short epoch, int baseSequence) {}

    /// @param stored what lies in the source
    /// @param position of it in the source
    /// @param sequence of the entry: what different entries name is not rewritten as one
    void append(BatchMeta batch, ByteBuffer stored, Source source, int position, long sequence) {
        requireOpen("a batch is given an offset");
        takePartIn(batch, stored);
        if (batch.idempotent()
                && !sequences.add(new Sequence(batch.producerId(), batch.producerEpoch(), batch.baseSequence()))) {
            throw new Violation("sequence " + batch.baseSequence() + " of producer " + batch.producerId()
                    + " is a second time in " + partition + ", at offset " + highWatermark);
        }
        long baseOffset = highWatermark;
        batches.put(baseOffset, batch);
        checksums.put(baseOffset, BatchHeader.read(stored).crc());
        highWatermark += batch.recordCount();
        Extent last = open;
        if (last != null
                && last.sequence() == sequence
                && last.source().equals(source)
                && last.position() + last.sizeBytes() == position) {
            open = new Extent(
                    last.baseOffset(),
                    highWatermark,
                    source,
                    last.position(),
                    last.sizeBytes() + batch.sizeBytes(),
                    sequence);
        } else {
            open = new Extent(baseOffset, highWatermark, source, position, batch.sizeBytes(), sequence);
        }
        put(open);
    }

    /// A batch belongs to the open transaction of its producer and epoch, or says that it does not.
    private void takePartIn(BatchMeta batch, ByteBuffer stored) {
        Open of = openTransactions.get(batch.producerId());
        if (!batch.transactional()) {
            if (of != null && of.firstOffset() != null) {
                throw new Violation(batch + " is given offset " + highWatermark + " of " + partition
                        + " as part of no transaction within " + of.transaction());
            }
            return;
        }
        if (of == null || of.transaction().producer().epoch() != batch.producerEpoch()) {
            throw new Violation(batch + " is given offset " + highWatermark + " of " + partition
                    + ", and its transaction is not open there: " + of);
        }
        if (of.firstOffset() == null) {
            openTransactions.put(batch.producerId(), new Open(of.transaction(), highWatermark));
        }
        transactions.put(highWatermark, of.transaction());
        committedChecksums.put(highWatermark, checksumOutsideOfTransaction(stored));
    }

    private static int checksumOutsideOfTransaction(ByteBuffer stored) {
        ByteBuffer copy =
                ByteBuffer.allocate(stored.remaining()).put(stored.duplicate()).flip();
        copy.putShort(
                RecordBatchLayout.ATTRIBUTES, (short) (copy.getShort(RecordBatchLayout.ATTRIBUTES) & ~TRANSACTIONAL));
        return Crc32c.of(copy.position(RecordBatchLayout.ATTRIBUTES));
    }

    /// The transaction that a batch would be part of, null if of none.
    @Nullable
    Transaction transactionOf(BatchMeta batch) {
        Open of = openTransactions.get(batch.producerId());
        return batch.transactional() && of != null ? of.transaction() : null;
    }

    /// A transaction may write here from now on.
    void begin(Transaction transaction) {
        requireOpen(transaction + " begins");
        Open before = openTransactions.putIfAbsent(transaction.producer().producerId(), new Open(transaction, null));
        if (before != null && before.transaction() != transaction) {
            throw new Violation(transaction + " begins in " + partition + " before the end of " + before);
        }
    }

    /// A transaction ends, which takes an offset. A log that is gone has none.
    void mark(Transaction transaction, EndMarker marker, long sequence) {
        Open ended = openTransactions.remove(transaction.producer().producerId());
        if (closed) {
            return;
        }
        if (ended == null || ended.transaction() != transaction) {
            throw new Violation(transaction + " ends in " + partition + ", where there is " + ended);
        }
        long offset = highWatermark++;
        markers.put(offset, marker);
        open = null;
        put(new Extent(offset, highWatermark, marker, 0, EndMarker.SIZE_BYTES, sequence));
    }

    /// The offset below which no record of an open transaction lies.
    long lastStableOffset() {
        long stable = openTransactions.values().stream()
                .map(Open::firstOffset)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .min()
                .orElse(highWatermark);
        return Math.max(logStartOffset, stable);
    }

    /// The transaction that a batch is part of, null if of none.
    @Nullable
    Transaction transactionAt(long baseOffset) {
        return transactions.get(baseOffset);
    }

    @Nullable
    EndMarker markerAt(long offset) {
        return markers.get(offset);
    }

    /// Whether nobody who reads needs to find anything at offsets: they are those of markers, and of records of
    /// aborted transactions.
    boolean holdsNothing(long fromOffset, long endOffset) {
        if (fromOffset >= endOffset || endOffset > highWatermark) {
            return fromOffset >= endOffset;
        }
        Long first = batches.floorKey(fromOffset);
        return batches.subMap(first == null ? fromOffset : first, endOffset).entrySet().stream()
                .filter(batch -> batch.getKey() + batch.getValue().recordCount() > fromOffset)
                .allMatch(batch -> isAborted(batch.getKey()));
    }

    private boolean isAborted(long baseOffset) {
        Transaction transaction = transactions.get(baseOffset);
        return transaction != null && transaction.aborted();
    }

    /// A batch as readers of committed records get it once it has been compacted.
    ///
    /// @return null if none begins there
    @Nullable
    BatchMeta committedAt(long baseOffset) {
        BatchMeta batch = batches.get(baseOffset);
        return batch == null
                ? null
                : new BatchMeta(
                        batch.recordCount(),
                        batch.sizeBytes(),
                        batch.maxTimestampMs(),
                        (short) (batch.attributes() & ~TRANSACTIONAL),
                        batch.producerId(),
                        batch.producerEpoch(),
                        batch.baseSequence());
    }

    int committedChecksumAt(long baseOffset) {
        return committedChecksums.getOrDefault(baseOffset, checksumAt(baseOffset));
    }

    private void put(Extent extent) {
        extents.put(extent.baseOffset(), extent);
    }

    private void requireOpen(String what) {
        if (closed) {
            throw new Violation(what + " in " + partition + ", whose topic is closed");
        }
    }

    void trim(long offset) {
        if (offset > highWatermark) {
            throw new Violation("the log start " + offset + " of " + partition + " is beyond its end " + highWatermark);
        }
        logStartOffset = Math.max(logStartOffset, offset);
        open = null;
        dropTrimmed();
        if (keyed != null) {
            keyed.trim(logStartOffset);
        }
    }

    private void dropTrimmed() {
        extents.values().removeIf(extent -> extent.endOffset() <= logStartOffset);
    }

    Collection<Extent> extents() {
        return extents.values();
    }

    /// Whether whole extents of accepted sources cover exactly the range.
    boolean covers(long baseOffset, long endOffset, Predicate<Source> accepted) {
        long covered = baseOffset;
        for (Extent extent : extents.subMap(baseOffset, endOffset).values()) {
            if (extent.baseOffset() != covered || !accepted.test(extent.source())) {
                return false;
            }
            covered = extent.endOffset();
        }
        return covered == endOffset && covered > baseOffset;
    }

    /// The range lies elsewhere now.
    ///
    /// @param by what covers the range that was covered
    void replace(long baseOffset, long endOffset, List<Extent> by) {
        requireOpen("a range is rewritten");
        extents.subMap(baseOffset, endOffset).clear();
        open = null;
        by.forEach(this::put);
        dropTrimmed();
    }

    void close() {
        closed = true;
        extents.clear();
    }

    /// The objects without which some of its records are lost.
    Set<ObjectRef> objects() {
        var objects = new HashSet<ObjectRef>();
        extents.values().forEach(extent -> extent.object().ifPresent(objects::add));
        return objects;
    }

    @Nullable
    KeyedLog keyed() {
        return keyed;
    }

    /// Whether a batch is one that was given its offsets, though perhaps not all records of it.
    boolean isPartOf(BatchHeader header, long baseOffset) {
        BatchMeta whole = batches.get(baseOffset);
        BatchMeta committed = committedAt(baseOffset);
        return (whole != null && isPartOf(header, whole, checksumAt(baseOffset)))
                || (committed != null
                        && isCommitted(baseOffset)
                        && isPartOf(header, committed, committedChecksumAt(baseOffset)));
    }

    private static boolean isPartOf(BatchHeader header, BatchMeta whole, int checksum) {
        return whole.recordCount() == header.lastOffsetDelta() + 1
                && whole.attributes() == header.attributes()
                && whole.producerId() == header.producerId()
                && whole.producerEpoch() == header.producerEpoch()
                && whole.baseSequence() == header.baseSequence()
                && (whole.recordCount() > header.recordCount()
                        || (whole.equals(header.meta()) && header.crc() == checksum));
    }

    private boolean isCommitted(long baseOffset) {
        Transaction transaction = transactions.get(baseOffset);
        return transaction != null && transaction.committed();
    }

    boolean closed() {
        return closed;
    }

    long logStartOffset() {
        return logStartOffset;
    }

    long highWatermark() {
        return highWatermark;
    }

    /// What the batches from the one that holds an offset on take, as they came.
    long sizeBytesFrom(long offset) {
        return from(offset).values().stream().mapToLong(BatchMeta::sizeBytes).sum();
    }

    /// When the newest record was made of the batches that hold a range, or of those records of it that are left.
    long maxTimestampMs(long baseOffset, long endOffset) {
        if (keyed != null) {
            return keyed.left(baseOffset, endOffset).values().stream()
                    .mapToLong(KeyedRecord::timestampMs)
                    .max()
                    .orElse(-1);
        }
        return from(baseOffset).entrySet().stream()
                .filter(batch -> batch.getKey() < endOffset)
                .mapToLong(batch -> batch.getValue().maxTimestampMs())
                .max()
                .orElse(-1);
    }

    @Nullable
    BatchMeta at(long baseOffset) {
        return batches.get(baseOffset);
    }

    /// The checksum of the batch that begins at the offset.
    int checksumAt(long baseOffset) {
        return checksums.getOrDefault(baseOffset, 0);
    }

    /// The offsets at which batches of the range begin, markers among them.
    Set<Long> offsets(long baseOffset, long endOffset) {
        var offsets = new TreeSet<>(batches.subMap(baseOffset, endOffset).keySet());
        offsets.addAll(markers.subMap(baseOffset, endOffset).keySet());
        return offsets;
    }

    /// The offsets at which batches of the range begin that are of no transaction, or of one that is committed.
    Set<Long> committedOffsets(long baseOffset, long endOffset) {
        if (endOffset > lastStableOffset()) {
            throw new Violation("offsets " + baseOffset + " to " + endOffset + " of " + partition
                    + " are to be committed ones, and a transaction is open from " + lastStableOffset() + " on");
        }
        var offsets = new TreeSet<>(batches.subMap(baseOffset, endOffset).keySet());
        offsets.removeIf(this::isAborted);
        return offsets;
    }

    /// The batches that hold an offset at or after the given one, by base offset.
    Map<Long, BatchMeta> from(long offset) {
        Long first = batches.floorKey(offset);
        return batches.tailMap(first == null ? offset : first, true);
    }
}
