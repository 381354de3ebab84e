package io.varve.segment.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.varve.core.Crc32c;
import io.varve.core.MalformedDataException;
import io.varve.segment.parquet.SegmentFooter.RowGroupPlace;
import java.nio.ByteBuffer;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.column.ColumnReader;
import org.jspecify.annotations.Nullable;

/// Reads the keys of a segment's rows, and no other column but their offsets. Stateless.
public final class SegmentKeys {

    private SegmentKeys() {}

    /// Sees the keys, in the order of offsets.
    public interface Visitor {

        /// @param key a view that is valid during the call, null if the row has none
        /// @return whether to go on
        boolean visit(long offset, @Nullable ByteBuffer key);
    }

    /// @param position of the row group in the object
    /// @return whether the visitor has seen all
    /// @throws MalformedDataException if the bytes are not that row group
    public static boolean read(SegmentFooter footer, int position, ByteBuffer rowGroup, Visitor visitor) {
        RowGroupPlace place = footer.rowGroup(position);
        if (rowGroup.remaining() != place.sizeBytes() || Crc32c.of(rowGroup) != place.crc32c()) {
            throw new MalformedDataException("a row group at " + position + " whose checksum does not match");
        }
        try (var zstd = new ZstdDecompressCtx()) {
            ColumnReader offsets = ColumnReaders.open(SegmentSchema.OFFSET, place, rowGroup, zstd);
            ColumnReader keys = ColumnReaders.open(SegmentSchema.KEY, place, rowGroup, zstd);
            for (long row = 0; row < place.rowCount(); row++) {
                boolean hasKey = keys.getCurrentDefinitionLevel() > 0;
                if (!visitor.visit(offsets.getLong(), hasKey ? keys.getBinary().toByteBuffer() : null)) {
                    return false;
                }
                offsets.consume();
                keys.consume();
            }
            return true;
        } catch (ParquetRuntimeException e) {
            throw new MalformedDataException("the keys of a row group at " + position + ": " + e.getMessage());
        }
    }
}
