package io.varve.simulation.check;

import io.varve.core.ByteReader;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A record of a compacted topic, as it lies in the log.
///
/// @param value null of a tombstone
/// @param sent which record of which batch it is, from its only header: a tombstone has nothing else to tell it by
record KeyedRecord(String key, @Nullable String value, String sent, long timestampMs) {

    boolean tombstone() {
        return value == null;
    }

    /// The number of the batch that it was sent in.
    int batch() {
        return Integer.parseInt(sent.substring(0, sent.indexOf('.')));
    }

    /// The records of an uncompressed batch by their offsets, read by the protocol's description.
    ///
    /// @param baseOffset of the batch, which its bytes need not know
    static SortedMap<Long, KeyedRecord> read(ByteBuffer batch, long baseOffset) {
        BatchHeader header = BatchHeader.read(batch);
        var in = new ByteReader(batch.slice(
                batch.position() + RecordBatchLayout.HEADER_BYTES,
                header.sizeBytes() - RecordBatchLayout.HEADER_BYTES));
        var records = new TreeMap<Long, KeyedRecord>();
        for (int i = 0; i < header.recordCount(); i++) {
            in.zigzag();
            in.u8();
            long timestampMs = header.baseTimestampMs() + in.zigzag();
            long offset = baseOffset + in.zigzag();
            String key = Objects.requireNonNull(text(in));
            String value = text(in);
            in.zigzag();
            text(in);
            records.put(offset, new KeyedRecord(key, value, Objects.requireNonNull(text(in)), timestampMs));
        }
        in.end();
        return records;
    }

    private static @Nullable String text(ByteReader in) {
        int length = (int) in.zigzag();
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.slice(length).get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
