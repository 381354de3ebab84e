package io.varve.log.store;

import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.log.Run;
import io.varve.segment.batch.ControlBatch;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// The record batches of one row group, or of a run that is stored nowhere, as consumers get them, each
/// with its place in the log already. There may be offsets that none of them takes.
///
/// Immutable; nobody writes to the buffers.
public final class RowGroupBatches implements Content {

    private static final RowGroupBatches NONE = new RowGroupBatches(List.of());

    private final ByteBuffer[] batches;
    private final long[] baseOffsets;
    private final int sizeBytes;

    /// @param batches whole ones, checked, in the order of their offsets
    RowGroupBatches(List<ByteBuffer> batches) {
        this.batches = batches.toArray(ByteBuffer[]::new);
        this.baseOffsets = new long[this.batches.length];
        int bytes = 0;
        for (int i = 0; i < baseOffsets.length; i++) {
            baseOffsets[i] = this.batches[i].getLong(this.batches[i].position() + RecordBatchLayout.BASE_OFFSET);
            bytes = Math.addExact(bytes, this.batches[i].capacity());
        }
        this.sizeBytes = bytes;
    }

    /// What a run holds that is stored nowhere: the state says all of it.
    static RowGroupBatches unstored(Run run) {
        return run.source() instanceof EndMarker(ProducerIdAndEpoch producer, boolean commit)
                ? new RowGroupBatches(List.of(ControlBatch.endOfTransaction(
                        run.baseOffset(), run.appendedMs(), producer.producerId(), producer.epoch(), commit)))
                : NONE;
    }

    @Override
    public int sizeBytes() {
        return sizeBytes;
    }

    public int count() {
        return batches.length;
    }

    public ByteBuffer batch(int index) {
        return batches[index];
    }

    /// The index of the last batch that begins at or before the offset, or of the first one.
    public int indexOf(long offset) {
        int found = Arrays.binarySearch(baseOffsets, offset);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }
}
