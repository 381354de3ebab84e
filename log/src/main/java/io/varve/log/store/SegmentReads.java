package io.varve.log.store;

import io.varve.core.Clock;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.log.store.Container.RowGroup;
import io.varve.log.store.SegmentFooters.Claim;
import io.varve.metadata.entry.SegmentRef;
import io.varve.segment.batch.BatchClosing;
import io.varve.segment.batch.CodecSpace;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.parquet.SegmentFooter;
import io.varve.segment.parquet.SegmentReader;
import io.varve.storage.ObjectStore;
import io.varve.storage.segment.FooterPlace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes record batches of row groups: by one request each, and one for the footer of a segment that is not known yet.
/// The last row group and the footer, which lie side by side, come together where both are small.
///
/// Thread-safe. Decodes on the calling (virtual) thread.
final class SegmentReads {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentReads.class);

    private static final int MAX_FOOTERS = 4096;
    private static final long MAX_FOOTER_BYTES = 64L << 20;

    private final ObjectStore store;
    private final Id128 clusterId;
    private final ReadLimits limits;
    private final Clock clock;
    private final Semaphore footerReads;
    private final SegmentFooters footers = new SegmentFooters(MAX_FOOTERS, MAX_FOOTER_BYTES);

    /// @param footerReads permits that nobody holds while waiting for anything but a store
    SegmentReads(ObjectStore store, Id128 clusterId, ReadLimits limits, Clock clock, Semaphore footerReads) {
        this.store = store;
        this.clusterId = clusterId;
        this.limits = limits;
        this.clock = clock;
        this.footerReads = footerReads;
    }

    /// Whoever claims a row group's place claims its footer as well, and then has to [#read] it.
    Claim claimFooter(RowGroup rowGroup) {
        return footers.claim(rowGroup.segment());
    }

    /// About what the batches of a row group take, if its segment's footer is known already.
    OptionalLong plainBytes(RowGroup rowGroup) {
        SegmentFooter footer = footers.known(rowGroup.segment());
        return footer == null ? OptionalLong.empty() : footer.plainBytes(rowGroup.position());
    }

    /// Reads and decodes a row group.
    ///
    /// The footer is brought before a permit is asked for: else those who hold all permits might wait for a
    /// footer whose reader waits for a permit.
    ///
    /// @param sizeBytes of the row group in its segment
    /// @param permits of which one is held while the row group is in memory; null if the caller holds one
    /// @return the batches, or why there are none
    Content read(RowGroup rowGroup, int sizeBytes, Claim claim, @Nullable Semaphore permits) {
        try {
            ByteBuffer brought = claim.mine() ? bringFooter(rowGroup, sizeBytes, claim) : null;
            SegmentFooter footer = await(claim);
            return withPermit(
                    permits, () -> decode(rowGroup, footer, brought != null ? brought : get(rowGroup, sizeBytes)));
        } catch (MalformedDataException e) {
            LOG.error(
                    "damaged row group segment={} position={} reason=\"{}\"",
                    rowGroup.segment().object(),
                    rowGroup.position(),
                    e.getMessage());
            return new DamagedRowGroup(e, clock.nanoTime());
        }
    }

    /// @return the row group's bytes if they came along
    private @Nullable ByteBuffer bringFooter(RowGroup rowGroup, int sizeBytes, Claim claim) {
        FooterPlace place = rowGroup.segment().footer();
        boolean together = rowGroup.position() + (long) sizeBytes == place.position()
                && (long) sizeBytes + place.length() <= limits.spanBytes();
        try {
            int from = together ? rowGroup.position() : place.position();
            ByteBuffer bytes = withPermit(
                    footerReads,
                    () -> store.read(key(claim.segment()), from, place.position() + place.length() - from));
            ByteBuffer ofFooter = bytes.slice(bytes.position() + place.position() - from, place.length());
            footers.fill(claim, SegmentFooter.parse(place, ofFooter));
            return together ? bytes.slice(bytes.position(), sizeBytes) : null;
        } catch (RuntimeException e) {
            footers.fail(claim, e);
            throw e;
        } finally {
            // Whatever happens, an Error included, nobody waits for ever.
            if (!claim.footer().isDone()) {
                footers.fail(claim, new IllegalStateException("a read of the footer of " + rowGroup + " was given up"));
            }
        }
    }

    private static SegmentFooter await(Claim claim) {
        try {
            return claim.footer().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private ByteBuffer get(RowGroup rowGroup, int sizeBytes) {
        return store.read(key(rowGroup.segment()), rowGroup.position(), sizeBytes);
    }

    private RowGroupBatches decode(RowGroup rowGroup, SegmentFooter footer, ByteBuffer bytes) {
        var decoded = new Decoded(limits.decodedBytes());
        SegmentReader.read(footer, rowGroup.position(), bytes, decoded::add);
        return new RowGroupBatches(decoded.batches);
    }

    private String key(SegmentRef segment) {
        return segment.object().key(clusterId);
    }

    private static <T> T withPermit(@Nullable Semaphore permits, Supplier<T> work) {
        if (permits == null) {
            return work.get();
        }
        permits.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }

    /// Collects batches up to a bound.
    private static final class Decoded {

        private final int maxBytes;
        private final CodecSpace space = new CodecSpace();
        private final List<ByteBuffer> batches = new ArrayList<>();
        private long sizeBytes;

        Decoded(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        void add(OpenBatch open) {
            ByteBuffer batch = BatchClosing.close(open, space);
            sizeBytes += batch.remaining();
            if (sizeBytes > maxBytes) {
                throw new MalformedDataException("the batches of a row group take more than " + maxBytes + " bytes");
            }
            batches.add(batch);
        }
    }
}
