package io.varve.segment.batch;

import io.varve.core.MalformedDataException;

/// Walks over a batch's records in place, without an object for each. Of one thread; meant to be used again and again.
///
/// ```
///   record:  varint length · i8 attributes · varlong timestampDelta · varint offsetDelta
///            varint keyLength [key] · varint valueLength [value]
///            varint headers · each: varint keyLength key · varint valueLength [value]
/// ```
///
/// A length of −1 is null. All methods throw [MalformedDataException] where the bytes are not that.
public final class RecordCursor {

    /// The length of what is null.
    public static final int NULL = -1;

    /// A header has at least two lengths.
    private static final int MIN_HEADER_BYTES = 2;

    private byte[] bytes = {};
    private int at;
    private int end;
    private int index;

    private int recordAt;
    private int recordEnd;
    private byte attributes;
    private long timestampDelta;
    private int offsetDelta;
    private int keyAt;
    private int keyLength;
    private int valueAt;
    private int valueLength;
    private int headersAt;
    private int headerCount;

    /// Begins with the records that lie between two positions of the array.
    public void begin(byte[] records, int from, int to) {
        bytes = records;
        at = from;
        end = to;
        index = 0;
    }

    /// Whether all that the batch's header says of its records holds: their number, offsets that ascend
    /// within the batch, nothing after them.
    public void check(OpenBatch batch) {
        int count = batch.header().recordCount();
        if (count <= 0 || batch.header().lastOffsetDelta() < 0 || batch.lastOffset() < 0) {
            throw new MalformedDataException("a batch of " + count + " records at offset " + batch.baseOffset()
                    + " whose last has the delta " + batch.header().lastOffsetDelta());
        }
        int previousDelta = -1;
        for (int i = 0; i < count; i++) {
            next();
            if (offsetDelta <= previousDelta || offsetDelta > batch.header().lastOffsetDelta()) {
                throw new MalformedDataException("record " + i + " has the offset delta " + offsetDelta + " after "
                        + previousDelta + ", the batch's last is "
                        + batch.header().lastOffsetDelta());
            }
            previousDelta = offsetDelta;
            for (int h = 0; h < headerCount; h++) {
                nextHeader();
            }
            if (at != recordEnd) {
                throw new MalformedDataException("record " + i + " ends at " + at + " rather than " + recordEnd);
            }
        }
        if (at != end) {
            throw new MalformedDataException(end - at + " bytes follow the " + count + " records");
        }
    }

    /// Moves to the next record, up to its headers, each of which is read by [#nextHeader].
    public void next() {
        index++;
        recordAt = at;
        int length = varint();
        if (length < 0 || length > end - at) {
            throw malformed("has " + length + " bytes where " + (end - at) + " are left");
        }
        recordEnd = at + length;
        attributes = (byte) u8();
        timestampDelta = varlong();
        offsetDelta = varint();
        keyLength = nullableLength();
        keyAt = at;
        at += Math.max(0, keyLength);
        valueLength = nullableLength();
        valueAt = at;
        at += Math.max(0, valueLength);
        headersAt = at;
        headerCount = varint();
        if (headerCount < 0 || headerCount > (recordEnd - at) / MIN_HEADER_BYTES) {
            throw malformed("has " + headerCount + " headers where " + (recordEnd - at) + " bytes are left");
        }
    }

    /// Passes over the headers that were not read.
    public void passRecord() {
        at = recordEnd;
    }

    /// Moves to the next header of the record, whose key and value then are [#keyAt], [#keyLength], [#valueAt] and
    /// [#valueLength].
    public void nextHeader() {
        keyLength = nullableLength();
        if (keyLength < 0) {
            throw malformed("has a header without a key");
        }
        keyAt = at;
        at += keyLength;
        valueLength = nullableLength();
        valueAt = at;
        at += Math.max(0, valueLength);
    }

    public byte attributes() {
        return attributes;
    }

    public long timestampDelta() {
        return timestampDelta;
    }

    public int offsetDelta() {
        return offsetDelta;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int keyAt() {
        return keyAt;
    }

    public int keyLength() {
        return keyLength;
    }

    public int valueAt() {
        return valueAt;
    }

    public int valueLength() {
        return valueLength;
    }

    public int headerCount() {
        return headerCount;
    }

    /// Where the number of headers stands; they go on to [#recordEnd].
    public int headersAt() {
        return headersAt;
    }

    /// Where the record begins, its length included.
    public int recordAt() {
        return recordAt;
    }

    public int recordEnd() {
        return recordEnd;
    }

    private int nullableLength() {
        int length = varint();
        if (length < NULL || length > recordEnd - at) {
            throw malformed("has a field of " + length + " bytes where " + (recordEnd - at) + " are left");
        }
        return length;
    }

    private int u8() {
        if (at >= end) {
            throw malformed("has no end");
        }
        return bytes[at++];
    }

    private int varint() {
        long value = varlong();
        if (value != (int) value) {
            throw malformed("has a length of more than 32 bits");
        }
        return (int) value;
    }

    // Zigzag: the lowest bit is the sign.
    private long varlong() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = u8();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw malformed("has a number of more than ten bytes");
    }

    private MalformedDataException malformed(String what) {
        return new MalformedDataException("record " + (index - 1) + " " + what);
    }
}
