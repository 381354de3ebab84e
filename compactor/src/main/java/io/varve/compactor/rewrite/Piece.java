package io.varve.compactor.rewrite;

import io.varve.metadata.entry.LogCommand.CompactedRun;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.wal.BatchMeta;
import java.nio.ByteBuffer;
import java.util.List;

/// A part of what a stretch becomes, from the end of the part before it.
sealed interface Piece {

    /// The offset after the last one that it covers.
    long endOffset();

    /// Row groups that are written already.
    record Rows(List<CompactedRun> runs) implements Piece {

        public Rows {
            runs = List.copyOf(runs);
        }

        @Override
        public long endOffset() {
            return runs.getLast().endOffset();
        }
    }

    /// Offsets of which nothing is left: records of aborted transactions, and the markers of all.
    ///
    /// @param appendedMs entry time at which the last of them was given away
    record Nothing(long endOffset, long appendedMs) implements Piece {

        CompactedRun run() {
            return new CompactedRun(endOffset, new NoRecords(), 0, 0, -1, appendedMs);
        }
    }

    /// Batches as they are, which go into a bundle.
    ///
    /// @param stuck whether nobody can read their records, so that they will never be rows
    record Raw(
            long endOffset,
            List<BatchMeta> metas,
            List<ByteBuffer> bytes,
            long maxTimestampMs,
            long appendedMs,
            boolean stuck)
            implements Piece {

        public Raw {
            metas = List.copyOf(metas);
            bytes = List.copyOf(bytes);
        }

        int sizeBytes() {
            return metas.stream().mapToInt(BatchMeta::sizeBytes).sum();
        }
    }

    /// A run of which nobody can read anything, or the rest of one that is not what was written: it stays where
    /// it is, for the damage may be one of this read.
    record InPlace(long endOffset, ObjectRef object, int position, int sizeBytes, long maxTimestampMs, long appendedMs)
            implements Piece {

        CompactedRun run() {
            return new CompactedRun(endOffset, object, position, sizeBytes, maxTimestampMs, appendedMs);
        }
    }
}
