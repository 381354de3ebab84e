package io.varve.kafka.codec;

import io.varve.core.MalformedDataException;
import io.varve.kafka.records.Codec;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import io.varve.storage.batch.SnappyBlocks;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/// Kafka's codecs, bounded. Opening a batch blocks on nothing, so at most as many are open as the machine has cores;
/// each takes at most the window that its codec allows, 128 MiB for zstd, 4 MiB for lz4, and for snappy what
/// [SnappyBlocks] lets through.
final class Codecs {

    /// A batch may always decompress to that many bytes.
    private static final long FREE_BYTES = 64 << 20;

    /// And to that many times its size beyond.
    private static final long RATIO = 64;

    private Codecs() {}

    /// How many bytes the records of a batch may decompress to.
    static long maxBytes(BatchHeader header) {
        return FREE_BYTES + RATIO * header.sizeBytes();
    }

    /// The decompressed records of the batch that the buffer's remaining bytes are.
    ///
    /// @throws MalformedDataException if the first bytes are not of the batch's codec
    static InputStream decompress(BatchHeader header, ByteBuffer batch) {
        ByteBuffer records = batch.slice(
                batch.position() + RecordBatchLayout.HEADER_BYTES, header.sizeBytes() - RecordBatchLayout.HEADER_BYTES);
        Codec codec = Codec.ofId(header.compression())
                .orElseThrow(() -> new MalformedDataException("there is no codec " + header.compression()));
        if (codec == Codec.SNAPPY) {
            SnappyBlocks.check(records);
        }
        try {
            return compression(new TargetCodec(codec))
                    .wrapForInput(records, RecordBatchLayout.MAGIC_V2, BufferSupplier.NO_CACHING);
        } catch (RuntimeException e) {
            throw new MalformedDataException("the records cannot be decompressed: " + e.getMessage());
        }
    }

    static OutputStream compress(TargetCodec target, ByteBufferOutputStream output) {
        return compression(target).wrapForOutput(output, RecordBatchLayout.MAGIC_V2);
    }

    private static Compression compression(TargetCodec target) {
        return switch (target.codec()) {
            case NONE -> Compression.NONE;
            case GZIP -> {
                var gzip = Compression.gzip();
                target.level().ifPresent(gzip::level);
                yield gzip.build();
            }
            case SNAPPY -> Compression.snappy().build();
            case LZ4 -> {
                var lz4 = Compression.lz4();
                target.level().ifPresent(lz4::level);
                yield lz4.build();
            }
            case ZSTD -> {
                var zstd = Compression.zstd();
                target.level().ifPresent(zstd::level);
                yield zstd.build();
            }
        };
    }
}
