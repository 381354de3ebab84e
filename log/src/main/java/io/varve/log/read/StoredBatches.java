package io.varve.log.read;

import io.varve.core.MalformedDataException;
import io.varve.log.store.Extent;
import io.varve.metadata.log.Run;
import io.varve.storage.batch.BatchHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The batches of a run as they were stored, each with the offset that follows from those before it.
final class StoredBatches implements RunBatches {

    private final Run run;
    private final Extent extent;
    private final int soundEnd;
    private int position;
    private long offset;

    StoredBatches(Run run, Extent extent) {
        this.run = run;
        this.extent = extent;
        this.soundEnd = run.position() + extent.soundBytes(run.position(), run.sizeBytes());
        this.position = run.position();
        this.offset = run.baseOffset();
    }

    @Override
    public @Nullable Stored next() {
        int runEnd = run.position() + run.sizeBytes();
        if (position == runEnd && offset == run.endOffset()) {
            return null;
        }
        if (position >= soundEnd) {
            throw new MalformedDataException(
                    soundEnd < runEnd
                            ? "the batch at position " + position + " is damaged"
                            : "the run ends at offset " + offset + ", not at " + run.endOffset());
        }
        ByteBuffer bytes = extent.batch(position, runEnd);
        BatchHeader header = BatchHeader.read(bytes);
        var stored = new Stored(bytes, header, offset);
        if (header.lastOffsetDelta() < 0 || stored.lastOffset() >= run.endOffset()) {
            throw new MalformedDataException("the run holds offset " + stored.lastOffset() + " behind its end");
        }
        position += header.sizeBytes();
        offset = stored.lastOffset() + 1;
        return stored;
    }
}
