package io.varve.segment;

import io.varve.segment.batch.BatchOpening;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.parquet.SegmentFooter;
import io.varve.segment.parquet.SegmentReader;
import io.varve.segment.parquet.SegmentWriter;
import io.varve.storage.Payload;
import io.varve.storage.segment.FooterPlace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Writes and reads whole segments.
public final class Segments {

    public static final int PARTITION = 3;
    public static final int MAX_RECORDS_BYTES = 64 << 20;

    private Segments() {}

    public static OpenBatch open(ByteBuffer batch, long ingestMs) {
        return BatchOpening.open(batch, batch.getLong(0), ingestMs, MAX_RECORDS_BYTES);
    }

    public static EncodedSegment write(SegmentSettings settings, List<OpenBatch> batches) {
        var writer = new SegmentWriter(PARTITION, batches.getFirst().baseOffset(), settings);
        batches.forEach(writer::add);
        return writer.finish(batches.getLast().lastOffset() + 1);
    }

    public static ByteBuffer bytes(Payload payload) {
        ByteBuffer bytes = ByteBuffer.allocate((int) payload.length());
        payload.parts().forEach(part -> bytes.put(part.duplicate()));
        return bytes.flip();
    }

    public static SegmentFooter footer(FooterPlace place, ByteBuffer object) {
        return SegmentFooter.parse(place, object.slice(place.position(), place.length()));
    }

    public static List<OpenBatch> read(EncodedSegment segment, ByteBuffer object) {
        SegmentFooter footer = footer(segment.footer(), object);
        var batches = new ArrayList<OpenBatch>();
        for (RowGroup group : segment.rowGroups()) {
            batches.addAll(
                    SegmentReader.read(footer, group.position(), object.slice(group.position(), group.sizeBytes())));
        }
        return batches;
    }
}
