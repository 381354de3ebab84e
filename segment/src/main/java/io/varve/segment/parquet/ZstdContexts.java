package io.varve.segment.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Compresses into frames with checksums, for readers that know of no others, with contexts that are used
/// again: making one takes longer than compressing a small page. The process keeps a few of them, about a MiB
/// of native memory each, so that nobody who has a segment under way owns any. What came before makes no
/// difference to what bytes become.
///
/// Thread-safe, and nobody waits for anybody.
final class ZstdContexts {

    private static final int MAX_IDLE = 8;

    /// Null where there is none.
    private static final AtomicReferenceArray<@Nullable ZstdCompressCtx> IDLE = new AtomicReferenceArray<>(MAX_IDLE);

    private ZstdContexts() {}

    /// @param target has room for whatever the bytes become
    /// @return how many bytes were written, from the target's first on
    /// @throws com.github.luben.zstd.ZstdException if that fails
    static int compress(int level, byte[] bytes, int sizeBytes, byte[] target) {
        ZstdCompressCtx context = take();
        boolean usable = false;
        try {
            int size = context.setLevel(level)
                    .setChecksum(true)
                    .compressByteArray(target, 0, target.length, bytes, 0, sizeBytes);
            usable = true;
            return size;
        } finally {
            if (!usable || !keep(context)) {
                context.close();
            }
        }
    }

    private static ZstdCompressCtx take() {
        for (int i = 0; i < MAX_IDLE; i++) {
            ZstdCompressCtx context = IDLE.getAndSet(i, null);
            if (context != null) {
                return context;
            }
        }
        return new ZstdCompressCtx();
    }

    private static boolean keep(ZstdCompressCtx context) {
        for (int i = 0; i < MAX_IDLE; i++) {
            if (IDLE.compareAndSet(i, null, context)) {
                return true;
            }
        }
        return false;
    }
}
