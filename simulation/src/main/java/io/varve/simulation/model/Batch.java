package io.varve.simulation.model;

import io.varve.core.Id128;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.Source;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
import java.util.List;

/// A batch of one record that a client wants in the log.
///
/// @param home the writer that it is sent to first
/// @param producerId −1 if its producer is not idempotent: such a client sends once
/// @param after the batch of the same producer that must be acknowledged before, −1 for none
/// @param inlined whether it travels in the entry rather than in an object
record Batch(int number, int home, long producerId, int sequence, int after, boolean inlined) {

    static final TopicIdPartition PARTITION = new TopicIdPartition(new TopicId(1, 2), 0);

    /// The first so many of these are sent.
    static final List<Batch> ALL = List.of(
            new Batch(0, 0, 10, 0, -1, false),
            new Batch(1, 1, 11, 0, -1, false),
            new Batch(2, 1, BatchMeta.NO_PRODUCER_ID, BatchMeta.NO_SEQUENCE, -1, true),
            new Batch(3, 0, 10, 1, 0, false));

    /// At the offset of a record that was cleaned away.
    static final byte GONE = -1;

    private static final Id128 UPLOADERS = new Id128(1, 0);
    private static final Id128 COMPACTORS = new Id128(2, 0);
    private static final int BITS = 4;

    boolean idempotent() {
        return producerId != BatchMeta.NO_PRODUCER_ID;
    }

    /// The table of a flush of this batch alone.
    ///
    /// @param asPlain as if its producer were not idempotent
    RunTable table(boolean asPlain) {
        boolean plain = asPlain || !idempotent();
        var meta = new BatchMeta(
                1,
                1,
                1000,
                (short) 0,
                plain ? BatchMeta.NO_PRODUCER_ID : producerId,
                plain ? BatchMeta.NO_PRODUCER_EPOCH : 0,
                plain ? BatchMeta.NO_SEQUENCE : sequence);
        return new RunTable(List.of(new PartitionBatches(PARTITION, 0, List.of(meta))));
    }

    /// The object that holds it when it was uploaded for the `send`-th time, in an epoch.
    ObjectRef object(int send, int epoch) {
        return new ObjectRef(ObjectRef.Kind.WAL, epoch, UPLOADERS, (long) number * 2 + send);
    }

    /// What a compactor writes: an object whose reference tells its contents.
    ///
    /// @param contents batches in the order of their offsets
    static ObjectRef compacted(int compaction, int epoch, byte[] contents) {
        long packed = 0;
        for (int i = contents.length - 1; i >= 0; i--) {
            packed = packed << BITS | (contents[i] + 1);
        }
        return new ObjectRef(ObjectRef.Kind.SEGMENT, epoch, COMPACTORS, packed << BITS | compaction);
    }

    /// The batch at a position of an object, [#GONE] where it has none.
    static int at(ObjectRef object, int position) {
        return object.kind() == ObjectRef.Kind.WAL
                ? (int) (object.number() / 2)
                : (int) (object.number() >>> (BITS * (position + 1)) & 15) - 1;
    }

    /// The bit that stands for the object in sets of objects; entries have none.
    static int bit(Source source) {
        if (!(source instanceof ObjectRef object)) {
            return 0;
        }
        int number = object.kind() == ObjectRef.Kind.WAL ? (int) object.number() : 8 + (int) (object.number() & 3);
        return 1 << (2 * number + (int) object.epoch());
    }

    /// The bits of all objects of epochs below this.
    static int bitsBelow(long epoch) {
        return epoch <= 0 ? 0 : epoch == 1 ? 0x55555555 : -1;
    }
}
