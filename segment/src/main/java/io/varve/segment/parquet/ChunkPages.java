package io.varve.segment.parquet;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.varve.core.MalformedDataException;
import io.varve.segment.parquet.SegmentFooter.Chunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// The pages of one column chunk, one after the other. Data pages share an array: one is valid until the next is read.
/// Not thread-safe.
///
/// All methods throw [MalformedDataException] where the bytes are not pages as [SegmentWriter] makes them.
final class ChunkPages implements PageReader {

    private final ColumnDescriptor column;
    private final Chunk chunk;
    private final ByteBuffer bytes;
    private final BufferStream stream;
    private final ZstdDecompressCtx zstd;
    private byte[] plain = {};
    private byte[] copy = {};

    /// A header that was read to see what page it is of.
    private @Nullable PageHeader next;

    /// @param zstd stays the caller's, who closes it
    ChunkPages(ColumnDescriptor column, Chunk chunk, ByteBuffer rowGroup, ZstdDecompressCtx zstd) {
        this.column = column;
        this.chunk = chunk;
        this.bytes = rowGroup.slice(rowGroup.position() + chunk.position(), chunk.sizeBytes());
        this.stream = new BufferStream(bytes);
        this.zstd = zstd;
    }

    @Override
    public long getTotalValueCount() {
        return chunk.valueCount();
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
        PageHeader header = header();
        DictionaryPageHeader data = header.getDictionary_page_header();
        if (data == null) {
            next = header;
            return null;
        }
        byte[] dictionary = new byte[plainBytes(header)];
        decompress(header, dictionary);
        return new DictionaryPage(BytesInput.from(dictionary), data.getNum_values(), encoding(data.getEncoding()));
    }

    @Override
    public DataPage readPage() {
        PageHeader header = header();
        DataPageHeader data = header.getData_page_header();
        if (data == null) {
            throw new MalformedDataException("a page of type " + header.getType() + " in column " + column);
        }
        int size = plainBytes(header);
        if (plain.length < size) {
            plain = new byte[size];
        }
        decompress(header, plain);
        return new DataPageV1(
                BytesInput.from(plain, 0, size),
                data.getNum_values(),
                size,
                Statistics.noopStats(column.getPrimitiveType()),
                encoding(data.getRepetition_level_encoding()),
                encoding(data.getDefinition_level_encoding()),
                encoding(data.getEncoding()));
    }

    private PageHeader header() {
        PageHeader header = next;
        if (header != null) {
            next = null;
            return header;
        }
        try {
            return Util.readPageHeader(stream);
        } catch (IOException e) {
            throw new MalformedDataException("column " + column + " has no page at " + bytes.position());
        }
    }

    private int plainBytes(PageHeader header) {
        int size = header.getUncompressed_page_size();
        if (size < 0 || size > chunk.plainBytes()) {
            throw new MalformedDataException(
                    "a page of " + size + " bytes in column " + column + ", which has " + chunk.plainBytes());
        }
        return size;
    }

    private void decompress(PageHeader header, byte[] target) {
        int size = header.getCompressed_page_size();
        int plainSize = header.getUncompressed_page_size();
        if (size < 0 || size > bytes.remaining()) {
            throw new MalformedDataException(
                    "a page of " + size + " bytes in column " + column + " where " + bytes.remaining() + " are left");
        }
        byte[] source;
        int from = 0;
        if (bytes.hasArray()) {
            source = bytes.array();
            from = bytes.arrayOffset() + bytes.position();
        } else {
            if (copy.length < size) {
                copy = new byte[size];
            }
            source = copy;
            bytes.get(bytes.position(), source, 0, size);
        }
        bytes.position(bytes.position() + size);
        try {
            int actual = zstd.decompressByteArray(target, 0, plainSize, source, from, size);
            if (actual != plainSize) {
                throw new MalformedDataException(
                        "a page of " + actual + " bytes rather than " + plainSize + " in column " + column);
            }
        } catch (ZstdException e) {
            throw new MalformedDataException("a page of column " + column + ": " + e.getMessage());
        }
    }

    private static Encoding encoding(org.apache.parquet.format.@Nullable Encoding encoding) {
        return Encoding.valueOf(Field.required(encoding, "an encoding").name());
    }
}
