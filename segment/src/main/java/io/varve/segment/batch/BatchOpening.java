package io.varve.segment.batch;

import io.varve.core.MalformedDataException;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import io.varve.storage.batch.SnappyBlocks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;

/// Takes the codec off a record batch. Stateless.
public final class BatchOpening {

    /// What records mostly grow by; the array doubles where that is not enough.
    private static final int EXPECTED_RATIO = 4;

    private static final int MIN_BUFFER_BYTES = 1 << 10;

    private BatchOpening() {}

    /// Opens the batch that begins at the buffer's position, which does not move. Records that no codec has
    /// compressed are not copied: they stay in the buffer.
    ///
    /// @param baseOffset the batch's place in the log, whatever its header says
    /// @param maxRecordsBytes what the records may decompress to; beside that there is the codec's own window
    /// @throws MalformedDataException if the checksum is wrong, the codec unknown, or the bytes do not
    ///     decompress to at most that many
    public static OpenBatch open(ByteBuffer batch, long baseOffset, long ingestMs, int maxRecordsBytes) {
        return open(batch, baseOffset, ingestMs, maxRecordsBytes, new CodecSpace());
    }

    /// The same for one batch after the other: records that were compressed are valid until the space is used
    /// again.
    public static OpenBatch open(
            ByteBuffer batch, long baseOffset, long ingestMs, int maxRecordsBytes, CodecSpace space) {
        BatchHeader header = BatchHeader.read(batch);
        if (!header.matchesChecksum(batch)) {
            throw new MalformedDataException("a batch whose checksum does not match");
        }
        Compression codec = BatchCodec.of(header);
        ByteBuffer stored = batch.slice(
                batch.position() + RecordBatchLayout.HEADER_BYTES, header.sizeBytes() - RecordBatchLayout.HEADER_BYTES);
        ByteBuffer records = codec.type() == CompressionType.NONE
                ? bounded(stored, maxRecordsBytes)
                : decompressed(codec, stored, maxRecordsBytes, space);
        return new OpenBatch(header, baseOffset, records, ingestMs);
    }

    private static ByteBuffer bounded(ByteBuffer records, int maxRecordsBytes) {
        if (records.remaining() > maxRecordsBytes) {
            throw tooMany(maxRecordsBytes);
        }
        return records;
    }

    private static ByteBuffer decompressed(
            Compression codec, ByteBuffer stored, int maxRecordsBytes, CodecSpace space) {
        if (codec.type() == CompressionType.SNAPPY) {
            SnappyBlocks.check(stored);
        }
        try (InputStream input = codec.wrapForInput(stored.duplicate(), RecordBatchLayout.MAGIC_V2, space.buffers())) {
            return readAll(input, stored.remaining(), maxRecordsBytes, space);
        } catch (MalformedDataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Codecs report bytes that are not theirs by exceptions of every kind.
            throw new MalformedDataException("the records cannot be decompressed: " + e.getMessage());
        }
    }

    private static ByteBuffer readAll(InputStream input, int storedBytes, int maxRecordsBytes, CodecSpace space)
            throws IOException {
        long expected = Math.max(MIN_BUFFER_BYTES, (long) EXPECTED_RATIO * storedBytes);
        byte[] bytes = space.atLeast((int) Math.min(expected, maxRecordsBytes));
        int size = 0;
        while (true) {
            int room = Math.min(bytes.length, maxRecordsBytes);
            if (size == room) {
                // One byte more than is allowed tells whether the stream ends here.
                int next = input.read();
                if (next < 0) {
                    break;
                }
                if (size == maxRecordsBytes) {
                    throw tooMany(maxRecordsBytes);
                }
                bytes = space.widened((int) Math.min(2L * size, maxRecordsBytes));
                bytes[size++] = (byte) next;
            } else {
                int count = input.read(bytes, size, room - size);
                if (count <= 0) {
                    break;
                }
                size += count;
            }
        }
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }

    private static MalformedDataException tooMany(int maxRecordsBytes) {
        return new MalformedDataException("the records have more than " + maxRecordsBytes + " bytes");
    }
}
