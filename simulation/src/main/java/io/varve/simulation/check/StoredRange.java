package io.varve.simulation.check;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.NoRecords;
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

    /// There are the very batches that were given its offsets, markers of transactions among them; or, where rows
    /// are, those that are committed, and are part of no transaction then.
    void requireSame(PartitionLedger partition) {
        boolean committed = isCommitted();
        Set<Long> wanted = committed
                ? partition.committedOffsets(extent.baseOffset(), extent.endOffset())
                : partition.offsets(extent.baseOffset(), extent.endOffset());
        if (stored.size() != wanted.size()) {
            throw new Violation(
                    "of " + wanted.size() + " batches of " + id + " there are " + stored.size() + " in " + extent);
        }
        Iterator<ByteBuffer> next = stored.iterator();
        for (long offset : wanted) {
            ByteBuffer batch = next.next();
            BatchHeader header = BatchHeader.read(batch);
            EndMarker marker = partition.markerAt(offset);
            boolean same = marker == null
                    ? isBatchAt(partition, offset, header, committed)
                    : TransactionMarker.read(batch).equals(marker);
            if (!same) {
                throw different(partition, offset, header);
            }
        }
    }

    private static boolean isBatchAt(PartitionLedger partition, long offset, BatchHeader header, boolean committed) {
        return committed
                ? header.baseOffset() == offset
                        && header.meta().equals(partition.committedAt(offset))
                        && header.crc() == partition.committedChecksumAt(offset)
                : header.meta().equals(partition.at(offset)) && header.crc() == partition.checksumAt(offset);
    }

    /// The records, some of which may have gone; those that are there are in the batches that were given the
    /// offsets.
    SortedMap<Long, KeyedRecord> records(PartitionLedger partition) {
        var records = new TreeMap<Long, KeyedRecord>();
        long next = extent.baseOffset();
        Set<Long> expected = isCommitted()
                ? partition.committedOffsets(extent.baseOffset(), extent.endOffset())
                : partition.offsets(extent.baseOffset(), extent.endOffset());
        for (ByteBuffer batch : stored) {
            BatchHeader header = BatchHeader.read(batch);
            long offset = inSegment() ? header.baseOffset() : next;
            EndMarker marker = partition.markerAt(offset);
            boolean same = marker == null
                    ? partition.isPartOf(header, offset)
                    : TransactionMarker.read(batch).equals(marker);
            if (offset < next || !expected.contains(offset) || !same) {
                throw different(partition, offset, header);
            }
            if (marker == null) {
                records.putAll(KeyedRecord.read(batch, offset));
            }
            next = offset + header.lastOffsetDelta() + 1;
        }
        return records;
    }

    /// Whether only what is committed may be there.
    private boolean isCommitted() {
        return inSegment() || extent.source() instanceof NoRecords;
    }

    private boolean inSegment() {
        return extent.source() instanceof SegmentRef;
    }

    private Violation different(PartitionLedger partition, long offset, BatchHeader header) {
        return new Violation("at offset " + offset + " of " + id + " there was " + partition.at(offset) + ", in "
                + extent + " there is " + header);
    }
}
