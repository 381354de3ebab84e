package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;

/// How far a log's keys are unique, and since when readers of the log could have seen its tombstones.
///
/// @param endOffset below it a key has one record at most
/// @param horizonOffset tombstones below it may go once they are old enough
/// @param horizonMs entry time since which all of those have been there without the records that they delete
/// @param tombstones whether there may be any below `endOffset`
public record Cleaned(long endOffset, long horizonOffset, long horizonMs, boolean tombstones) {

    /// Of a log that was never cleaned.
    public static final Cleaned NOTHING = new Cleaned(0, 0, 0, false);

    public Cleaned {
        if (endOffset < 0 || horizonOffset < 0 || horizonOffset > endOffset || horizonMs < 0) {
            throw new IllegalArgumentException(
                    "cleaned up to " + endOffset + ", tombstones up to " + horizonOffset + " since " + horizonMs);
        }
    }

    public void write(ByteWriter out) {
        out.varint(endOffset).varint(horizonOffset).varint(horizonMs).u8(tombstones ? 1 : 0);
    }

    public static Cleaned read(ByteReader in) {
        return new Cleaned(in.varint(), in.varint(), in.varint(), in.u8() == 1);
    }
}
