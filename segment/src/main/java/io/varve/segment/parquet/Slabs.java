package io.varve.segment.parquet;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.parquet.bytes.ByteBufferAllocator;

/// Memory of the heap that pages are written to, and that later pages get again: what is new has to be zeroed
/// first, which takes a tenth of the time of encoding. Not thread-safe.
final class Slabs implements ByteBufferAllocator {

    /// Classes of sizes are powers of two. What is larger is not kept.
    private static final int MAX_BITS = 20;

    private static final int MIN_BITS = 6;

    /// What is kept of each class.
    private static final int MAX_FREE_BYTES = 1 << MAX_BITS;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final Deque<byte[]>[] free = new Deque[MAX_BITS + 1];

    /// Those that somebody writes to. One that came back twice would be two pages at once.
    private final Set<byte[]> taken = Collections.newSetFromMap(new IdentityHashMap<>());

    Slabs() {
        for (int bits = MIN_BITS; bits <= MAX_BITS; bits++) {
            free[bits] = new ArrayDeque<>();
        }
    }

    @Override
    public ByteBuffer allocate(int size) {
        int bits = bitsOf(size);
        if (bits > MAX_BITS) {
            return ByteBuffer.allocate(size);
        }
        byte[] idle = free[bits].poll();
        byte[] slab = idle != null ? idle : new byte[1 << bits];
        taken.add(slab);
        return ByteBuffer.wrap(slab, 0, size).slice();
    }

    @Override
    public void release(ByteBuffer buffer) {
        byte[] slab = buffer.array();
        int bits = bitsOf(slab.length);
        // Slabs begin where their buffers do.
        if (buffer.arrayOffset() == 0 && taken.remove(slab) && (free[bits].size() + 1) << bits <= MAX_FREE_BYTES) {
            free[bits].push(slab);
        }
    }

    @Override
    public boolean isDirect() {
        return false;
    }

    private static int bitsOf(int size) {
        return Math.max(MIN_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, size) - 1));
    }
}
