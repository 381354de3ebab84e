package io.varve.segment.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Compresses pages with zstd, in arrays that it uses again: what it returns is valid until the next call, and
/// is copied by the page store before that. It owns no native memory. Not thread-safe.
final class PageCompressor implements BytesInputCompressor {

    private final int level;
    private final Plain plain = new Plain();
    private byte[] compressed = {};

    PageCompressor(int level) {
        this.level = level;
    }

    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        plain.size = 0;
        plain.reserve(Math.toIntExact(page.size()));
        page.writeAllTo(plain);
        int bound = Math.toIntExact(Zstd.compressBound(plain.size));
        if (compressed.length < bound) {
            compressed = new byte[bound];
        }
        int size;
        try {
            size = ZstdContexts.compress(level, plain.bytes, plain.size, compressed);
        } catch (ZstdException e) {
            throw new IOException("zstd", e);
        }
        return BytesInput.from(compressed, 0, size);
    }

    @Override
    public CompressionCodecName getCodecName() {
        return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {}

    private static final class Plain extends OutputStream {

        private byte[] bytes = {};
        private int size;

        private void reserve(int capacity) {
            if (bytes.length < capacity) {
                bytes = Arrays.copyOf(bytes, capacity);
            }
        }

        @Override
        public void write(int value) {
            reserve(size + 1);
            bytes[size++] = (byte) value;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            reserve(size + length);
            System.arraycopy(from, offset, bytes, size, length);
            size += length;
        }
    }
}
