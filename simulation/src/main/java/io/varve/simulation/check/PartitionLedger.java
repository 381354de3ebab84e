package io.varve.simulation.check;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Source;
import io.varve.simulation.world.Violation;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.wal.BatchMeta;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One partition as the entries say it is, by the simplest rule there is: each accepted batch takes the offsets
/// from the end on. Where its records lie changes, and what they are does not.
final class PartitionLedger {

    private final TopicIdPartition partition;
    private final NavigableMap<Long, BatchMeta> batches = new TreeMap<>();
    private final Map<Long, Integer> checksums = new TreeMap<>();
    private final NavigableMap<Long, Extent> extents = new TreeMap<>();
    private final Set<Sequence> sequences = new HashSet<>();
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

    private record Sequence(long producerId, short epoch, int baseSequence) {}

    /// @param checksum of the batch
    /// @param position of it in the source
    /// @param sequence of the entry: what different entries name is not rewritten as one
    void append(BatchMeta batch, int checksum, Source source, int position, long sequence) {
        requireOpen("a batch is given an offset");
        if (batch.idempotent()
                && !sequences.add(new Sequence(batch.producerId(), batch.producerEpoch(), batch.baseSequence()))) {
            throw new Violation("sequence " + batch.baseSequence() + " of producer " + batch.producerId()
                    + " is a second time in " + partition + ", at offset " + highWatermark);
        }
        long baseOffset = highWatermark;
        batches.put(baseOffset, batch);
        checksums.put(baseOffset, checksum);
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
        return whole != null
                && whole.recordCount() == header.lastOffsetDelta() + 1
                && whole.attributes() == header.attributes()
                && whole.producerId() == header.producerId()
                && whole.producerEpoch() == header.producerEpoch()
                && whole.baseSequence() == header.baseSequence()
                && (whole.recordCount() > header.recordCount()
                        || (whole.equals(header.meta()) && header.crc() == checksumAt(baseOffset)));
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

    /// The offsets at which batches of the range begin.
    Set<Long> offsets(long baseOffset, long endOffset) {
        return new TreeSet<>(batches.subMap(baseOffset, endOffset).keySet());
    }

    /// The batches that hold an offset at or after the given one, by base offset.
    Map<Long, BatchMeta> from(long offset) {
        Long first = batches.floorKey(offset);
        return batches.tailMap(first == null ? offset : first, true);
    }
}
