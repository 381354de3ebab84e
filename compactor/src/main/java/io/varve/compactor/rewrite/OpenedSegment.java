package io.varve.compactor.rewrite;

import io.varve.compactor.CompactorCounts;
import io.varve.core.Id128;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.parquet.SegmentFooter;
import io.varve.segment.parquet.SegmentKeys;
import io.varve.segment.parquet.SegmentReader;
import io.varve.storage.ObjectStore;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// A whole segment in memory, read by one request.
record OpenedSegment(SegmentRef segment, SegmentFooter footer, ByteBuffer bytes) {

    /// @throws io.varve.storage.StoreException if it cannot be read
    /// @throws io.varve.core.MalformedDataException if its footer is not what was written
    static OpenedSegment read(SegmentRef segment, ObjectStore store, Id128 clusterId, CompactorCounts counts) {
        int sizeBytes = segment.footer().objectSizeBytes();
        ByteBuffer bytes =
                store.read(segment.object().key(clusterId), 0, sizeBytes).slice();
        counts.read(sizeBytes);
        SegmentFooter footer = SegmentFooter.parse(
                segment.footer(),
                bytes.slice(segment.footer().position(), segment.footer().length()));
        return new OpenedSegment(segment, footer, bytes);
    }

    /// Sees the batches of a row group.
    ///
    /// @throws io.varve.core.MalformedDataException if it is not what was written
    void read(Run run, Consumer<OpenBatch> sink) {
        SegmentReader.read(footer, run.position(), rowGroup(run), sink);
    }

    /// Sees the keys of a row group.
    ///
    /// @return whether the visitor has seen all
    /// @throws io.varve.core.MalformedDataException if it is not what was written
    boolean readKeys(Run run, SegmentKeys.Visitor visitor) {
        return SegmentKeys.read(footer, run.position(), rowGroup(run), visitor);
    }

    private ByteBuffer rowGroup(Run run) {
        return bytes.slice(run.position(), run.sizeBytes());
    }
}
