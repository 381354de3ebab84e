package io.varve.segment.batch;

import io.varve.core.MalformedDataException;
import io.varve.storage.batch.BatchHeader;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;

/// The codec that a batch's attributes name.
final class BatchCodec {

    private BatchCodec() {}

    /// @throws MalformedDataException if there is none of that number
    static Compression of(BatchHeader header) {
        int id = header.compression();
        if (id > CompressionType.ZSTD.id) {
            throw new MalformedDataException("there is no codec " + id);
        }
        return Compression.of(CompressionType.forId(id)).build();
    }
}
