package io.varve.segment.batch;

import io.varve.storage.batch.BatchHeader;
import java.nio.ByteBuffer;

/// A record batch whose records are not compressed.
///
/// @param header as stored: its attributes keep the codec, its size and checksum are those of the closed batch, if it
///     has been one
/// @param baseOffset the batch's place in the log
/// @param records the encoded records, one after the other, at a position of their own; who reads them duplicates first
/// @param ingestMs when the batch came
public record OpenBatch(BatchHeader header, long baseOffset, ByteBuffer records, long ingestMs) {

    private static final long MAX_INGEST_MS = Long.MAX_VALUE / 1_000;

    public OpenBatch {
        if (baseOffset < 0) {
            throw new IllegalArgumentException("a batch at offset " + baseOffset);
        }
        // Tables count microseconds.
        if (ingestMs < 0 || ingestMs > MAX_INGEST_MS) {
            throw new IllegalArgumentException("a batch that came at " + ingestMs);
        }
    }

    /// The same batch as part of no transaction: what is committed is never anything else.
    public OpenBatch committed() {
        return header.transactional()
                ? new OpenBatch(header.withoutTransaction(), baseOffset, records, ingestMs)
                : this;
    }

    /// The last offset that the batch takes, whether or not it has a record.
    public long lastOffset() {
        return baseOffset + header.lastOffsetDelta();
    }
}
