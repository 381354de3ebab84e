package io.varve.storage.wal;

/// What is known of a Kafka record batch without reading it: enough for verdicts, ListOffsets and retention.
///
/// @param recordCount records in the batch, which is also the number of offsets that it takes
/// @param sizeBytes the whole batch, header included
/// @param maxTimestampMs the largest timestamp of its records, −1 if they have none
/// @param attributes the batch's attribute bits, as in its header
/// @param producerId −1 if the producer is not idempotent, and then the next two are −1 as well
public record BatchMeta(
        int recordCount,
        int sizeBytes,
        long maxTimestampMs,
        short attributes,
        long producerId,
        short producerEpoch,
        int baseSequence) {

    public static final long NO_PRODUCER_ID = -1;
    public static final short NO_PRODUCER_EPOCH = -1;
    public static final int NO_SEQUENCE = -1;

    private static final int TRANSACTIONAL_MASK = 0x10;

    public BatchMeta {
        if (recordCount <= 0 || sizeBytes <= 0) {
            throw new IllegalArgumentException("a batch of " + recordCount + " records in " + sizeBytes + " bytes");
        }
    }

    public boolean transactional() {
        return (attributes & TRANSACTIONAL_MASK) != 0;
    }

    public boolean idempotent() {
        return producerId != NO_PRODUCER_ID;
    }

    /// The sequence number of the last record; sequences wrap to 0 after the largest `int`.
    public int lastSequence() {
        int room = Integer.MAX_VALUE - baseSequence;
        return recordCount - 1 <= room ? baseSequence + recordCount - 1 : recordCount - 1 - room - 1;
    }
}
