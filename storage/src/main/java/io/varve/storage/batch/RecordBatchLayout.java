package io.varve.storage.batch;

/// Byte offsets of a record batch of format 2, as the Kafka protocol defines it. All numbers are
/// big-endian. The checksum covers everything from the attributes on, so the base offset and the leader
/// epoch can be changed without it.
///
/// ```
///   0   i64 base offset
///   8   i32 length of what follows this field
///   12  i32 partition leader epoch
///   16  i8  magic, 2
///   17  i32 CRC32C of everything from 21 on
///   21  i16 attributes
///   23  i32 last offset delta
///   27  i64 base timestamp
///   35  i64 max timestamp
///   43  i64 producer id
///   51  i16 producer epoch
///   53  i32 base sequence
///   57  i32 record count
///   61  records, compressed together
/// ```
public final class RecordBatchLayout {

    public static final int BASE_OFFSET = 0;
    public static final int LENGTH = 8;
    public static final int PARTITION_LEADER_EPOCH = 12;
    public static final int MAGIC = 16;
    public static final int CRC = 17;
    public static final int ATTRIBUTES = 21;
    public static final int LAST_OFFSET_DELTA = 23;
    public static final int BASE_TIMESTAMP = 27;
    public static final int MAX_TIMESTAMP = 35;
    public static final int PRODUCER_ID = 43;
    public static final int PRODUCER_EPOCH = 51;
    public static final int BASE_SEQUENCE = 53;
    public static final int RECORD_COUNT = 57;
    public static final int HEADER_BYTES = 61;

    /// The bytes before and including the length field, which the length does not count.
    public static final int LOG_OVERHEAD_BYTES = 12;

    public static final byte MAGIC_V2 = 2;

    private RecordBatchLayout() {}
}
