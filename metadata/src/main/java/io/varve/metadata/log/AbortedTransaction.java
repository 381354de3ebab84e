package io.varve.metadata.log;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;

/// Where the records of an aborted transaction are in a partition, among those of others.
///
/// @param firstOffset of its first batch
/// @param lastOffset of its marker
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset) {

    void write(ByteWriter out) {
        out.varint(producerId).varint(firstOffset).varint(lastOffset - firstOffset);
    }

    static AbortedTransaction read(ByteReader in) {
        long producerId = in.varint();
        long firstOffset = in.varint();
        return new AbortedTransaction(producerId, firstOffset, firstOffset + in.varint());
    }
}
