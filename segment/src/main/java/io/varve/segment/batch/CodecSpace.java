package io.varve.segment.batch;

import java.util.Arrays;
import org.apache.kafka.common.utils.BufferSupplier;

/// Memory in which batches are opened and closed one after the other, so that it is not got anew for each. Of
/// one thread; owns nothing that would have to be closed, and keeps as much as its largest batch has needed.
public final class CodecSpace {

    private final BufferSupplier buffers = BufferSupplier.create();
    private byte[] bytes = {};

    /// What decompression works with.
    BufferSupplier buffers() {
        return buffers;
    }

    /// An array of at least that size, with anything in it. It is the same one until a larger one is asked for.
    byte[] atLeast(int sizeBytes) {
        if (bytes.length < sizeBytes) {
            bytes = new byte[sizeBytes];
        }
        return bytes;
    }

    /// A larger array that begins with what the one before held.
    byte[] widened(int sizeBytes) {
        bytes = Arrays.copyOf(bytes, sizeBytes);
        return bytes;
    }
}
