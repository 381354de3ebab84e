package io.varve.table;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/// A data file, and the offsets of the partition that it holds, as its bounds in the manifest say.
record FileRange(DataFile file, int partition, long firstOffset, long lastOffset) {

    static final Comparator<FileRange> ORDER =
            Comparator.comparingInt(FileRange::partition).thenComparingLong(FileRange::firstOffset);

    /// @throws IllegalStateException if the file has no bounds: then it is not ours
    static FileRange of(DataFile file) {
        Integer partition = Conversions.fromByteBuffer(
                Types.IntegerType.get(), bound(file, file.lowerBounds(), TopicTable.PARTITION));
        Long first =
                Conversions.fromByteBuffer(Types.LongType.get(), bound(file, file.lowerBounds(), TopicTable.OFFSET));
        Long last =
                Conversions.fromByteBuffer(Types.LongType.get(), bound(file, file.upperBounds(), TopicTable.OFFSET));
        return new FileRange(file, partition, first, last);
    }

    private static ByteBuffer bound(DataFile file, @Nullable Map<Integer, ByteBuffer> bounds, int column) {
        ByteBuffer bound = bounds == null ? null : bounds.get(column);
        if (bound == null) {
            throw new IllegalStateException("the data file " + file.location() + " has no bounds of column " + column);
        }
        return bound;
    }

    /// Whether any offset may be in both.
    boolean overlaps(FileRange other) {
        return partition == other.partition && firstOffset <= other.lastOffset && other.firstOffset <= lastOffset;
    }
}
