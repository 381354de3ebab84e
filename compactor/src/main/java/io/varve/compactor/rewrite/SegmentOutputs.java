package io.varve.compactor.rewrite;

import io.varve.compactor.CompactorCounts;
import io.varve.core.MalformedDataException;
import io.varve.metadata.cluster.ObjectWriter;
import io.varve.metadata.entry.LogCommand.CompactedRun;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.segment.EncodedSegment;
import io.varve.segment.SegmentSettings;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.parquet.SegmentWriter;
import io.varve.storage.segment.SegmentPeriod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes one segment after the other, each ended when it is large enough. Of one thread.
final class SegmentOutputs {

    private static final int SEVERAL = 2;

    private final ObjectWriter objects;
    private final SegmentSettings encoding;
    private final long maxBytes;
    private final SegmentPeriod period;
    private final CompactorCounts counts;
    private @Nullable SegmentWriter writer;

    /// The number of the period that the segment under way is of.
    private int periodOfWriter;

    /// @param maxBytes a segment that has reached them is ended
    /// @param period of whose rows a segment is
    SegmentOutputs(
            ObjectWriter objects,
            SegmentSettings encoding,
            long maxBytes,
            SegmentPeriod period,
            CompactorCounts counts) {
        this.objects = objects;
        this.encoding = encoding;
        this.maxBytes = maxBytes;
        this.period = period;
        this.counts = counts;
    }

    /// Whether so many bytes make several whole segments.
    boolean areSeveral(long bytes) {
        return bytes >= SEVERAL * maxBytes;
    }

    /// Whether the segment under way has to be ended before a batch: it is large enough, or the batch has come in
    /// another period.
    boolean endsBefore(OpenBatch batch) {
        return writer != null && (writer.sizeBytes() >= maxBytes || period.of(batch.ingestMs()) != periodOfWriter);
    }

    /// Adds a batch that follows the one before it.
    ///
    /// @throws MalformedDataException if its records are not what its header says; then nothing of it was added
    void add(int partition, OpenBatch batch) {
        if (writer != null) {
            writer.add(batch);
            return;
        }
        var next = new SegmentWriter(partition, batch.baseOffset(), encoding);
        next.add(batch);
        writer = next;
        periodOfWriter = period.of(batch.ingestMs());
    }

    /// Ends the segment that is under way, if one is.
    ///
    /// @param endOffset what its last row group covers up to
    Optional<Piece.Rows> end(long endOffset) {
        if (writer == null) {
            return Optional.empty();
        }
        EncodedSegment segment = writer.finish(endOffset);
        writer = null;
        ObjectRef object = objects.write(ObjectRef.Kind.SEGMENT, segment.payload());
        counts.wroteSegment(segment.payload().length());
        var source = new SegmentRef(object, segment.footer(), segment.stats());
        return Optional.of(new Piece.Rows(segment.rowGroups().stream()
                .map(group -> new CompactedRun(
                        group.endOffset(),
                        source,
                        group.position(),
                        group.sizeBytes(),
                        group.maxTimestampMs(),
                        group.maxIngestMs()))
                .toList()));
    }
}
