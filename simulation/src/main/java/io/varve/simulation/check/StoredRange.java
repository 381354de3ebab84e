package io.varve.simulation.check;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.SegmentRef;
import io.varve.simulation.world.Violation;
import io.varve.storage.batch.BatchHeader;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What lies where a range of a log is to lie from now on, held against what was given its offsets.
///
/// @param stored the batches, none where there are no records
record StoredRange(TopicIdPartition id, Extent extent, List<ByteBuffer> stored) {

    static StoredRange of(TopicIdPartition id, Extent extent, Contents contents) {
        return new StoredRange(
                id,
                extent,
                extent.object().isEmpty()
                        ? List.of()
                        : contents.batches(extent.source(), extent.position(), extent.sizeBytes()));
    }

    /// There are the very batches that were given its offsets.
    void requireSame(PartitionLedger partition) {
        Set<Long> wanted = partition.offsets(extent.baseOffset(), extent.endOffset());
        if (stored.size() != wanted.size()) {
            throw new Violation(
                    "of " + wanted.size() + " batches of " + id + " there are " + stored.size() + " in " + extent);
        }
        Iterator<ByteBuffer> next = stored.iterator();
        for (long offset : wanted) {
            BatchHeader header = BatchHeader.read(next.next());
            boolean placed = !inSegment() || header.baseOffset() == offset;
            if (!placed
                    || !header.meta().equals(partition.at(offset))
                    || header.crc() != partition.checksumAt(offset)) {
                throw different(partition, offset, header);
            }
        }
    }

    /// The records, some of which may have gone; those that are there are in the batches that were given the
    /// offsets.
    SortedMap<Long, KeyedRecord> records(PartitionLedger partition) {
        var records = new TreeMap<Long, KeyedRecord>();
        long next = extent.baseOffset();
        for (ByteBuffer batch : stored) {
            BatchHeader header = BatchHeader.read(batch);
            long offset = inSegment() ? header.baseOffset() : next;
            if (offset < next || !partition.isPartOf(header, offset)) {
                throw different(partition, offset, header);
            }
            records.putAll(KeyedRecord.read(batch, offset));
            next = offset + header.lastOffsetDelta() + 1;
        }
        return records;
    }

    private boolean inSegment() {
        return extent.source() instanceof SegmentRef;
    }

    private Violation different(PartitionLedger partition, long offset, BatchHeader header) {
        return new Violation("at offset " + offset + " of " + id + " there was " + partition.at(offset) + ", in "
                + extent + " there is " + header);
    }
}
