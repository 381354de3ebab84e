package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;

/// Who writes. Of two that name the same id, the one with the lower epoch is a zombie.
public record ProducerIdAndEpoch(long producerId, short epoch) {

    public static final long NO_PRODUCER_ID = -1;
    public static final short NO_EPOCH = -1;

    public void write(ByteWriter out) {
        out.zigzag(producerId).i16(epoch);
    }

    public static ProducerIdAndEpoch read(ByteReader in) {
        return new ProducerIdAndEpoch(in.zigzag(), in.i16());
    }
}
