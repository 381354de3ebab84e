package io.varve.compactor.rewrite;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.plan.Form;
import io.varve.compactor.plan.Stretch;
import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.log.Run;
import io.varve.segment.batch.BatchOpening;
import io.varve.segment.batch.CodecSpace;
import io.varve.segment.batch.ControlBatch;
import io.varve.segment.batch.OpenBatch;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.wal.BatchMeta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns the runs of one stretch into pieces. Of one thread, for one stretch.
///
/// ```
///   batch ──┬── its checksum is wrong ────────► it and the rest of its run stay where they are
///           ├── its records cannot be read ───► raw, into a bundle, for good; there its run stays where it is
///           └── sound ──┬── the form is rows ─► segment, unless its transaction was aborted: gone
///                       └── or not ───────────► raw, into a bundle
///
///   marker ──── the form is rows ─► gone
///          └─── or not ───────────► raw, into a bundle
/// ```
final class StretchRewriter {

    private static final Logger LOG = LoggerFactory.getLogger(StretchRewriter.class);

    private final Stretch stretch;
    private final SegmentOutputs segments;
    private final int maxRecordsBytes;
    private final CompactorCounts counts;
    private final CodecSpace space = new CodecSpace();
    private final List<Piece> pieces = new ArrayList<>();
    private @Nullable RawBatches raw;

    /// The run that is being rewritten.
    private Run passed;

    /// @param maxRecordsBytes a batch whose records decompress to more is kept as it is
    StretchRewriter(Stretch stretch, SegmentOutputs segments, int maxRecordsBytes, CompactorCounts counts) {
        this.stretch = stretch;
        this.segments = segments;
        this.maxRecordsBytes = maxRecordsBytes;
        this.counts = counts;
        this.passed = stretch.runs().getFirst();
    }

    /// @throws io.varve.storage.StoreException if a segment cannot be written
    List<Piece> rewrite(RunInputs inputs) {
        for (Run run : stretch.runs()) {
            if (run.source() instanceof EndMarker marker) {
                rewrite(run, marker);
            } else {
                rewrite(run, inputs.of(run));
            }
        }
        endSegment(stretch.endOffset());
        endRaw();
        coverTo(stretch.endOffset());
        return pieces;
    }

    private void rewrite(Run run, EndMarker marker) {
        passed = run;
        if (stretch.form() == Form.BUNDLE) {
            ProducerIdAndEpoch producer = marker.producer();
            ByteBuffer batch = ControlBatch.endOfTransaction(
                    run.baseOffset(), run.appendedMs(), producer.producerId(), producer.epoch(), marker.commit());
            addRaw(run, BatchHeader.read(batch), batch, run.baseOffset(), false);
        }
    }

    private void rewrite(Run run, ByteBuffer bytes) {
        passed = run;
        boolean bundled = run.source() instanceof ObjectRef object && object.kind() == ObjectRef.Kind.BUNDLE;
        if (bundled) {
            endRaw();
        }
        long offset = run.baseOffset();
        int position = run.position();
        while (offset < run.endOffset()) {
            BatchHeader header = soundHeader(run, bytes, offset);
            if (header == null) {
                keep(run, offset, position);
                return;
            }
            ByteBuffer batch = bytes.slice(bytes.position(), header.sizeBytes());
            add(run, header, batch, offset);
            bytes.position(bytes.position() + header.sizeBytes());
            position += header.sizeBytes();
            offset += header.lastOffsetDelta() + 1L;
        }
        if (bundled && raw != null && raw.baseOffset == run.baseOffset()) {
            // Nobody can read any of it, and it lies where it would go: several compactors would move it in turns.
            raw = null;
            pieces.add(inPlace(run, run.position()));
        }
    }

    /// Null if the bytes are not what was written.
    private @Nullable BatchHeader soundHeader(Run run, ByteBuffer bytes, long offset) {
        try {
            BatchHeader header = BatchHeader.read(bytes);
            boolean sound = header.matchesChecksum(bytes)
                    && header.lastOffsetDelta() >= 0
                    && offset + header.lastOffsetDelta() < run.endOffset();
            return sound ? header : null;
        } catch (MalformedDataException e) {
            return null;
        }
    }

    private void add(Run run, BatchHeader header, ByteBuffer batch, long offset) {
        if (stretch.form() == Form.BUNDLE) {
            addRaw(run, header, batch, offset, false);
            return;
        }
        if (header.control() || stretch.isAborted(header, offset)) {
            return;
        }
        try {
            OpenBatch open = BatchOpening.open(batch, offset, run.appendedMs(), maxRecordsBytes, space)
                    .committed();
            if (segments.endsBefore(open)) {
                endSegment(offset);
            }
            segments.add(stretch.partition().partition(), open);
            // What was raw came before.
            endRaw();
        } catch (MalformedDataException e) {
            LOG.error(
                    "records that nobody can read stay as they are partition={} offset={} reason=\"{}\"",
                    stretch.partition(),
                    offset,
                    e.getMessage());
            counts.metPoison();
            endSegment(offset);
            addRaw(run, header, batch, offset, true);
        }
    }

    private void addRaw(Run run, BatchHeader header, ByteBuffer batch, long offset, boolean stuck) {
        if (raw != null && raw.endOffset != offset) {
            endRaw();
        }
        if (raw == null) {
            coverTo(offset);
            raw = new RawBatches(offset, stuck);
        }
        raw.add(header, batch, offset, run.appendedMs());
    }

    private void keep(Run run, long offset, int position) {
        LOG.error(
                "a run is not what was written, the rest of it stays where it is partition={} offset={} in={} position={}",
                stretch.partition(),
                offset,
                run.source(),
                position);
        counts.metDamage();
        endSegment(offset);
        endRaw();
        coverTo(offset);
        pieces.add(inPlace(run, position));
    }

    /// What was passed over before an offset has become nothing.
    private void coverTo(long offset) {
        long covered =
                pieces.isEmpty() ? stretch.baseOffset() : pieces.getLast().endOffset();
        if (covered < offset) {
            pieces.add(new Piece.Nothing(offset, passed.appendedMs()));
        }
    }

    private static Piece.InPlace inPlace(Run run, int position) {
        return new Piece.InPlace(
                run.endOffset(),
                (ObjectRef) run.source(),
                position,
                run.position() + run.sizeBytes() - position,
                run.maxTimestampMs(),
                run.appendedMs());
    }

    private void endSegment(long endOffset) {
        segments.end(endOffset).ifPresent(pieces::add);
    }

    private void endRaw() {
        if (raw != null) {
            pieces.add(raw.piece());
            raw = null;
        }
    }

    private static final class RawBatches {

        private final long baseOffset;
        private final boolean stuck;
        private final List<BatchMeta> metas = new ArrayList<>();
        private final List<ByteBuffer> bytes = new ArrayList<>();
        private long endOffset;
        private long maxTimestampMs = -1;
        private long appendedMs;

        private RawBatches(long baseOffset, boolean stuck) {
            this.baseOffset = baseOffset;
            this.stuck = stuck;
        }

        void add(BatchHeader header, ByteBuffer batch, long offset, long batchAppendedMs) {
            metas.add(header.meta());
            bytes.add(batch);
            endOffset = offset + header.lastOffsetDelta() + 1;
            maxTimestampMs = Math.max(maxTimestampMs, header.maxTimestampMs());
            appendedMs = Math.max(appendedMs, batchAppendedMs);
        }

        Piece.Raw piece() {
            return new Piece.Raw(endOffset, metas, bytes, maxTimestampMs, appendedMs, stuck);
        }
    }
}
