package io.varve.kafka.codec;

import io.varve.kafka.records.BatchPatch;
import io.varve.kafka.records.Codec;
import io.varve.storage.batch.RecordBatchLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.common.utils.ByteUtils;

/// Small batches with an enormous record.
final class Bombs {

    private static final int CHUNK_BYTES = 1 << 16;

    private Bombs() {}

    /// One record with a value of zeros.
    static ByteBuffer of(Codec codec, long valueBytes) {
        var output = new ByteBufferOutputStream(1 << 16);
        output.write(Batches.of(Codec.NONE, Batches.some(1)).slice(0, RecordBatchLayout.HEADER_BYTES));
        try (OutputStream compressed = Codecs.compress(new TargetCodec(codec), output)) {
            compressed.write(head((int) valueBytes));
            byte[] zeros = new byte[CHUNK_BYTES];
            for (long written = 0; written < valueBytes; written += CHUNK_BYTES) {
                compressed.write(zeros, 0, (int) Math.min(CHUNK_BYTES, valueBytes - written));
            }
            compressed.write(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer batch = output.buffer().flip().slice();
        BatchPatch.recompressed(batch, codec);
        return batch;
    }

    private static byte[] head(int valueBytes) {
        ByteBuffer fields = ByteBuffer.allocate(32);
        fields.put((byte) 0).put((byte) 0).put((byte) 0);
        ByteUtils.writeVarint(0, fields);
        ByteUtils.writeVarint(valueBytes, fields);
        fields.flip();
        ByteBuffer head = ByteBuffer.allocate(32);
        ByteUtils.writeVarint(fields.remaining() + valueBytes + 1, head);
        head.put(fields).flip();
        byte[] bytes = new byte[head.remaining()];
        head.get(bytes);
        return bytes;
    }
}
