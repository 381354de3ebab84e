package io.varve.simulation.check;

import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.metadata.cluster.ClusterIdentity;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.Source;
import io.varve.segment.batch.BatchClosing;
import io.varve.segment.parquet.SegmentFooter;
import io.varve.segment.parquet.SegmentReader;
import io.varve.simulation.world.Bucket;
import io.varve.simulation.world.Violation;
import io.varve.storage.StoreException;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.segment.FooterPlace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What lies in the bucket of a world.
public final class BucketContents implements Contents {

    private final Bucket bucket;
    private final Map<ObjectRef, SegmentFooter> footers = new HashMap<>();
    private @Nullable Id128 clusterId;

    public BucketContents(Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public boolean has(ObjectRef object) {
        return bucket.objects().head(key(object)).isPresent();
    }

    @Override
    public List<ByteBuffer> batches(Source source, int position, int sizeBytes) {
        try {
            return switch (source) {
                case ObjectRef object -> split(bucket.objects().read(key(object), position, sizeBytes));
                case SegmentRef segment -> rebuilt(segment, position, sizeBytes);
                case InlineRef _, NoRecords _, EndMarker _ ->
                    throw new IllegalArgumentException("no object: " + source);
            };
        } catch (MalformedDataException | StoreException e) {
            throw new Violation(sizeBytes + " bytes at " + position + " of " + source + " are no batches", e);
        }
    }

    /// Batches that lie side by side.
    static List<ByteBuffer> split(ByteBuffer batches) {
        var split = new ArrayList<ByteBuffer>();
        ByteBuffer rest = batches.slice();
        while (rest.hasRemaining()) {
            int sizeBytes = BatchHeader.read(rest).sizeBytes();
            split.add(rest.slice(rest.position(), sizeBytes));
            rest.position(rest.position() + sizeBytes);
        }
        return split;
    }

    private List<ByteBuffer> rebuilt(SegmentRef segment, int position, int sizeBytes) {
        SegmentFooter footer = footers.computeIfAbsent(segment.object(), absent -> footer(segment));
        var batches = new ArrayList<ByteBuffer>();
        SegmentReader.read(
                footer,
                position,
                bucket.objects().read(key(segment.object()), position, sizeBytes),
                open -> batches.add(BatchClosing.close(open)));
        return batches;
    }

    private SegmentFooter footer(SegmentRef segment) {
        FooterPlace place = segment.footer();
        return SegmentFooter.parse(
                place, bucket.objects().read(key(segment.object()), place.position(), place.length()));
    }

    private String key(ObjectRef object) {
        return object.key(clusterId());
    }

    private Id128 clusterId() {
        Id128 known = clusterId;
        if (known == null) {
            known = ClusterIdentity.of(bucket.objects()).orElseThrow().clusterId();
            clusterId = known;
        }
        return known;
    }
}
