package io.varve.kafka.records;

import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import io.varve.storage.wal.BatchMeta;
import java.nio.ByteBuffer;

/// What the bytes of one partition of a produce request turn out to be.
///
/// The header alone is looked at, and the checksum computed; the records stay closed. The order of the checks and the
/// faults are Apache Kafka's, so that a batch with two faults gets the same error from both.
public sealed interface BatchCheck {

    /// One batch that may be stored as it is.
    ///
    /// @param bytes all of the batch and nothing else
    record Passed(BatchHeader header, ByteBuffer bytes) implements BatchCheck {}

    /// @param message says which check failed, with the numbers
    /// @param recordIndex of the first record that failed it, or [#WHOLE_BATCH]
    record Failed(BatchFault fault, String message, int recordIndex) implements BatchCheck {}

    int WHOLE_BATCH = -1;

    /// The attribute that says that the base timestamp is when tombstones may go, which is the broker's to say.
    int DELETE_HORIZON_FLAG = 0x40;

    /// What depends on topic and request.
    ///
    /// @param maxBatchBytes the topic's `max.message.bytes`
    /// @param zstdAllowed whether the request's version is one whose clients know that codec, 7 or later
    record Rules(int maxBatchBytes, boolean zstdAllowed) {}

    /// Checks the buffer's remaining bytes; its position does not move.
    static BatchCheck of(ByteBuffer records, Rules rules) {
        ByteBuffer bytes = records.slice();
        if (bytes.remaining() < RecordBatchLayout.MAGIC + 1) {
            return failed(BatchFault.INVALID_RECORD, "there is no record batch in " + bytes.remaining() + " bytes");
        }
        // In 64 bits, since the length may be anything.
        long sizeBytes = (long) bytes.getInt(RecordBatchLayout.LENGTH) + RecordBatchLayout.LOG_OVERHEAD_BYTES;
        byte magic = bytes.get(RecordBatchLayout.MAGIC);
        if (magic < 0 || magic > RecordBatchLayout.MAGIC_V2) {
            return failed(BatchFault.CORRUPT_MESSAGE, "no record batch has magic " + magic);
        }
        if (magic != RecordBatchLayout.MAGIC_V2) {
            return failed(BatchFault.INVALID_RECORD, "record batches have magic 2, this has " + magic);
        }
        if (sizeBytes < RecordBatchLayout.HEADER_BYTES) {
            return failed(BatchFault.CORRUPT_MESSAGE, "no record batch has " + sizeBytes + " bytes");
        }
        if (sizeBytes > bytes.remaining()) {
            return failed(
                    BatchFault.INVALID_RECORD,
                    "of a record batch of " + sizeBytes + " bytes only " + bytes.remaining() + " were sent");
        }
        return of(BatchHeader.read(bytes), bytes, rules);
    }

    private static BatchCheck of(BatchHeader header, ByteBuffer bytes, Rules rules) {
        if (header.compression() == Codec.ZSTD.id() && !rules.zstdAllowed()) {
            return failed(
                    BatchFault.UNSUPPORTED_COMPRESSION_TYPE, "zstd needs a produce request of version 7 or later");
        }
        if (header.sizeBytes() < bytes.remaining()) {
            return failed(BatchFault.INVALID_RECORD, "a partition's records are exactly one record batch");
        }
        if (header.baseOffset() != 0) {
            return failed(BatchFault.INVALID_RECORD, "the base offset must be 0, it is " + header.baseOffset());
        }
        if (header.sizeBytes() > rules.maxBatchBytes()) {
            return failed(
                    BatchFault.MESSAGE_TOO_LARGE,
                    "the record batch has " + header.sizeBytes() + " bytes, the topic takes " + rules.maxBatchBytes());
        }
        if (!header.matchesChecksum(bytes)) {
            return failed(BatchFault.CORRUPT_MESSAGE, "the record batch does not have the CRC that it says");
        }
        return ofFields(header, bytes);
    }

    private static BatchCheck ofFields(BatchHeader header, ByteBuffer bytes) {
        if (header.recordCount() < 1 || header.lastOffsetDelta() != header.recordCount() - 1) {
            return failed(
                    BatchFault.INVALID_RECORD,
                    "a record batch of " + header.recordCount() + " records cannot end at offset delta "
                            + header.lastOffsetDelta());
        }
        if (header.control()) {
            return failed(BatchFault.INVALID_RECORD, "clients do not write control batches");
        }
        if ((header.attributes() & DELETE_HORIZON_FLAG) != 0) {
            return failed(BatchFault.INVALID_RECORD, "clients do not set a delete horizon");
        }
        if (Codec.ofId(header.compression()).isEmpty()) {
            return failed(BatchFault.UNSUPPORTED_COMPRESSION_TYPE, "there is no codec " + header.compression());
        }
        if (header.logAppendTime()) {
            return failed(BatchFault.INVALID_TIMESTAMP, "clients do not set the timestamp type LogAppendTime");
        }
        return ofProducer(header, bytes);
    }

    private static BatchCheck ofProducer(BatchHeader header, ByteBuffer bytes) {
        boolean sequenced = header.producerId() >= 0 && header.producerEpoch() >= 0 && header.baseSequence() >= 0;
        boolean idempotent = header.producerId() != BatchMeta.NO_PRODUCER_ID;
        if (idempotent && !sequenced) {
            return failed(
                    BatchFault.INVALID_RECORD,
                    "producer " + header.producerId() + " cannot have epoch " + header.producerEpoch()
                            + " and sequence " + header.baseSequence());
        }
        if (header.transactional() && !idempotent) {
            return failed(BatchFault.INVALID_RECORD, "a batch of a transaction has no producer id");
        }
        return new Passed(header, bytes);
    }

    private static Failed failed(BatchFault fault, String message) {
        return new Failed(fault, message, WHOLE_BATCH);
    }
}
