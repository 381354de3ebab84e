package io.varve.segment.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Compresses with contexts that are used again: making one takes longer than compressing a small page. The process
/// keeps
/// a few of them, about a MiB of native memory each, so that nobody who has a segment under way owns any.
///
/// Thread-safe.
final class ZstdContexts {

    private static final int MAX_IDLE = 8;

    private static final BlockingQueue<ZstdCompressCtx> IDLE = new ArrayBlockingQueue<>(MAX_IDLE);

    private ZstdContexts() {}

    /// @param target has room for whatever the bytes become
    /// @return how many bytes were written, from the target's first on
    /// @throws com.github.luben.zstd.ZstdException if that fails
    static int compress(int level, byte[] bytes, int sizeBytes, byte[] target) {
        ZstdCompressCtx context = IDLE.poll();
        if (context == null) {
            context = new ZstdCompressCtx();
        }
        boolean usable = false;
        try {
            int size = context.setLevel(level).compressByteArray(target, 0, target.length, bytes, 0, sizeBytes);
            usable = true;
            return size;
        } finally {
            if (!usable || !IDLE.offer(context)) {
                context.close();
            }
        }
    }
}
