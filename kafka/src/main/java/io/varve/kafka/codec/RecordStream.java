package io.varve.kafka.codec;

import io.varve.core.MalformedDataException;
import io.varve.storage.batch.BatchHeader;
import java.io.IOException;
import java.io.InputStream;

/// Walks over a batch's decompressed records in a buffer of fixed size. Keys, values and headers are skipped, their
/// lengths checked. Not thread-safe.
///
/// ```
///   record:  varint length · i8 attributes · varlong timestampDelta · varint offsetDelta
///            varint keyLength [key] · varint valueLength [value]
///            varint headers · each: varint keyLength key · varint valueLength [value]
/// ```
///
/// All methods throw [MalformedDataException] where the bytes are not that, or are more than the bound.
final class RecordStream {

    /// What records have that have no timestamp.
    static final long NO_TIMESTAMP = -1;

    private static final int BUFFER_BYTES = 8 << 10;

    private final InputStream input;
    private final BatchHeader header;
    private final long maxBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    /// Bytes taken from the input so far.
    private long readBytes;

    private int index;
    private long timestampDelta;
    private int offsetDelta;
    private boolean hasKey;
    private long maxTimestamp = NO_TIMESTAMP;

    RecordStream(InputStream input, BatchHeader header, long maxBytes) {
        this.input = input;
        this.header = header;
        this.maxBytes = maxBytes;
    }

    /// Moves to the next record; false after the last one that the header counts.
    boolean next() {
        if (index == header.recordCount()) {
            requireEnd();
            return false;
        }
        int length = varint();
        long from = position();
        skip(1);
        timestampDelta = varlong();
        offsetDelta = varint();
        hasKey = skipNullable();
        skipNullable();
        skipHeaders();
        if (position() - from != length) {
            throw new MalformedDataException(
                    "record " + index + " says it has " + length + " bytes, it has " + (position() - from));
        }
        index++;
        maxTimestamp = Math.max(maxTimestamp, timestamp());
        return true;
    }

    /// The index of the current record within its batch.
    int index() {
        return index - 1;
    }

    long offset() {
        return header.baseOffset() + offsetDelta;
    }

    int offsetDelta() {
        return offsetDelta;
    }

    boolean hasKey() {
        return hasKey;
    }

    /// In milliseconds; −1 if the record has none.
    long timestamp() {
        return header.logAppendTime() ? header.maxTimestampMs() : header.baseTimestampMs() + timestampDelta;
    }

    /// The largest one so far; −1 if no record has had one.
    long maxTimestamp() {
        return maxTimestamp;
    }

    private void skipHeaders() {
        int headers = varint();
        if (headers < 0) {
            throw new MalformedDataException("record " + index + " has " + headers + " headers");
        }
        for (int i = 0; i < headers; i++) {
            if (!skipNullable()) {
                throw new MalformedDataException("record " + index + " has a header without a key");
            }
            skipNullable();
        }
    }

    private boolean skipNullable() {
        int length = varint();
        if (length < -1) {
            throw new MalformedDataException("record " + index + " has a field of " + length + " bytes");
        }
        if (length > 0) {
            skip(length);
        }
        return length >= 0;
    }

    private long position() {
        return readBytes - (end - at);
    }

    private void skip(int count) {
        int left = count;
        while (left > end - at) {
            left -= end - at;
            at = end;
            require(fill());
        }
        at += left;
    }

    private int varint() {
        long value = varlong();
        if (value != (int) value) {
            throw new MalformedDataException("record " + index + " has a length of more than 32 bits");
        }
        return (int) value;
    }

    // Zigzag: the lowest bit is the sign.
    private long varlong() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = u8();
            value |= (next & 0x7FL) << shift;
            if ((next & 0x80) == 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new MalformedDataException("record " + index + " has a number of more than ten bytes");
    }

    private int u8() {
        if (at == end) {
            require(fill());
        }
        return buffer[at++] & 0xFF;
    }

    private void requireEnd() {
        if (at < end || fill()) {
            throw new MalformedDataException(
                    "bytes follow the " + header.recordCount() + " records that were announced");
        }
    }

    private void require(boolean more) {
        if (!more) {
            throw new MalformedDataException("the records end within record " + index);
        }
    }

    private boolean fill() {
        int count;
        try {
            count = input.read(buffer, 0, buffer.length);
        } catch (OutputFullException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Codecs report bytes that are not theirs by exceptions of every kind.
            throw new MalformedDataException("the records cannot be decompressed: " + e.getMessage());
        }
        if (count <= 0) {
            return false;
        }
        readBytes += count;
        if (readBytes > maxBytes) {
            throw new MalformedDataException("the records decompress to more than " + maxBytes + " bytes");
        }
        at = 0;
        end = count;
        return true;
    }
}
