package io.varve.compactor.rewrite;

import io.varve.compactor.CompactorCounts;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.parquet.SegmentFooter;
import io.varve.segment.parquet.SegmentKeys;
import io.varve.segment.parquet.SegmentReader;
import io.varve.storage.ObjectStore;
import io.varve.storage.StoreException;
import io.varve.storage.segment.FooterPlace;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// A whole segment in memory, read by one request.
record OpenedSegment(SegmentRef segment, SegmentFooter footer, ByteBuffer bytes) {

    /// @throws StoreException if the store does not answer
    /// @throws MalformedDataException if it is gone or not what was written
    static OpenedSegment read(SegmentRef segment, ObjectStore store, Id128 clusterId, CompactorCounts counts) {
        int sizeBytes = segment.footer().objectSizeBytes();
        ByteBuffer bytes = get(segment.object().key(clusterId), 0, sizeBytes, store);
        counts.read(sizeBytes);
        SegmentFooter footer = SegmentFooter.parse(
                segment.footer(),
                bytes.slice(segment.footer().position(), segment.footer().length()));
        return new OpenedSegment(segment, footer, bytes);
    }

    /// What there is to know of a segment before it is read.
    ///
    /// @throws StoreException if the store does not answer
    /// @throws MalformedDataException if it is gone or not what was written
    static SegmentFooter readFooter(SegmentRef segment, ObjectStore store, Id128 clusterId, CompactorCounts counts) {
        FooterPlace place = segment.footer();
        ByteBuffer bytes = get(segment.object().key(clusterId), place.position(), place.length(), store);
        counts.read(place.length());
        return SegmentFooter.parse(place, bytes);
    }

    private static ByteBuffer get(String key, int position, int length, ObjectStore store) {
        try {
            return store.read(key, position, length).slice();
        } catch (StoreException e) {
            if (e.objectIsLost()) {
                throw new MalformedDataException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /// Sees the batches of a row group.
    ///
    /// @throws MalformedDataException if it is not what was written
    void read(Run run, Consumer<OpenBatch> sink) {
        SegmentReader.read(footer, run.position(), rowGroup(run), sink);
    }

    /// Sees the keys of a row group.
    ///
    /// @return whether the visitor has seen all
    /// @throws MalformedDataException if it is not what was written
    boolean readKeys(Run run, SegmentKeys.Visitor visitor) {
        return SegmentKeys.read(footer, run.position(), rowGroup(run), visitor);
    }

    private ByteBuffer rowGroup(Run run) {
        return bytes.slice(run.position(), run.sizeBytes());
    }
}
