package io.varve.ingest.write;

import io.varve.storage.wal.BatchMeta;
import java.nio.ByteBuffer;

/// A checked record batch that wants an offset.
///
/// @param bytes the batch as it will be stored, not changed until [PendingAppend#released] completes
public record IncomingBatch(Destination destination, BatchMeta meta, ByteBuffer bytes) {

    public IncomingBatch {
        if (bytes.remaining() != meta.sizeBytes()) {
            throw new IllegalArgumentException(
                    "a batch of " + meta.sizeBytes() + " bytes in " + bytes.remaining() + " bytes");
        }
    }
}
