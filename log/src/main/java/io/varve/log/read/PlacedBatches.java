package io.varve.log.read;

import io.varve.core.MalformedDataException;
import io.varve.log.store.RowGroupBatches;
import io.varve.metadata.log.Run;
import io.varve.segment.batch.BatchClosing;
import io.varve.storage.batch.BatchHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The batches of a run that have their offsets already. Behind the last one comes an empty batch that
/// takes the offsets that are left, so that whoever reads always gets to the run's end.
final class PlacedBatches implements RunBatches {

    private final Run run;
    private final RowGroupBatches batches;
    private int index;

    /// Behind what was walked.
    private long offset;

    PlacedBatches(Run run, RowGroupBatches batches, long fromOffset) {
        this.run = run;
        this.batches = batches;
        this.index = batches.indexOf(fromOffset);
        this.offset = run.baseOffset();
    }

    @Override
    public @Nullable Stored next() {
        if (index < batches.count()) {
            ByteBuffer bytes = batches.batch(index);
            index++;
            BatchHeader header = BatchHeader.read(bytes);
            return taken(new Stored(bytes, header, header.baseOffset()));
        }
        if (offset == run.endOffset()) {
            return null;
        }
        long end = Math.min(run.endOffset(), offset + Integer.MAX_VALUE);
        ByteBuffer rest = BatchClosing.empty(offset, end);
        return taken(new Stored(rest, BatchHeader.read(rest), offset));
    }

    private Stored taken(Stored batch) {
        if (batch.baseOffset() < offset
                || batch.header().lastOffsetDelta() < 0
                || batch.lastOffset() >= run.endOffset()) {
            throw new MalformedDataException("the row group of offsets " + run.baseOffset() + " to " + run.endOffset()
                    + " has a batch of " + batch.baseOffset() + " to " + batch.lastOffset() + " behind " + offset);
        }
        offset = batch.lastOffset() + 1;
        return batch;
    }
}
