package io.varve.segment.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import io.varve.segment.parquet.SegmentFooter.RowGroupPlace;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.io.api.PrimitiveConverter;

/// Opens single columns of a row group.
final class ColumnReaders {

    private ColumnReaders() {}

    /// @param number of the column in [SegmentSchema]
    static ColumnReader open(int number, RowGroupPlace place, ByteBuffer rowGroup, ZstdDecompressCtx zstd) {
        ColumnDescriptor column = SegmentSchema.COLUMNS.get(number);
        var pages = new ChunkPages(column, place.chunks().get(number), rowGroup, zstd);
        return new ColumnReaderImpl(column, pages, new Unconverted(), null);
    }

    /// Values are taken from the column readers directly.
    private static final class Unconverted extends PrimitiveConverter {}
}
