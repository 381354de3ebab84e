package io.varve.segment.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.varve.core.Crc32c;
import io.varve.core.MalformedDataException;
import io.varve.segment.batch.OpenBatch;
import io.varve.segment.parquet.SegmentFooter.RowGroupPlace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.ParquetRuntimeException;

/// Makes record batches of a segment's rows, on the caller's thread. Stateless.
///
/// A batch comes back as it was added, except that the timestamps which producers gave to records of the type
/// LogAppendTime are gone, as no reader ever sees them, and that its leader epoch is 0.
public final class SegmentReader {

    private SegmentReader() {}

    /// The batches of one row group, in order. Checks the row group's checksum first.
    ///
    /// @param position of the row group in the object
    /// @throws MalformedDataException if the bytes are not that row group
    public static List<OpenBatch> read(SegmentFooter footer, int position, ByteBuffer rowGroup) {
        var batches = new ArrayList<OpenBatch>();
        read(footer, position, rowGroup, batch -> batches.add(kept(batch)));
        return batches;
    }

    /// The same one after the other, so that not all are in memory at once. The records of one are valid until
    /// the sink returns.
    ///
    /// @throws MalformedDataException if the bytes are not that row group; usually before any batch was handed out
    public static void read(SegmentFooter footer, int position, ByteBuffer rowGroup, Consumer<OpenBatch> sink) {
        RowGroupPlace place = footer.rowGroup(position);
        if (rowGroup.remaining() != place.sizeBytes() || Crc32c.of(rowGroup) != place.crc32c()) {
            throw new MalformedDataException("a row group at " + position + " whose checksum does not match");
        }
        try (var zstd = new ZstdDecompressCtx()) {
            new RowGroupReading(footer.partition(), place, rowGroup, zstd).readAll(sink);
        } catch (ParquetRuntimeException e) {
            throw new MalformedDataException("a row group at " + position + ": " + e.getMessage());
        }
    }

    private static OpenBatch kept(OpenBatch batch) {
        ByteBuffer records = ByteBuffer.allocate(batch.records().remaining());
        records.put(0, batch.records(), batch.records().position(), records.capacity());
        return new OpenBatch(batch.header(), batch.baseOffset(), records, batch.ingestMs());
    }
}
