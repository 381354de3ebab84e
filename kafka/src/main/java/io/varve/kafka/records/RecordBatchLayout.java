package io.varve.kafka.records;

/// Where the fields of a record batch of format 2 lie, in bytes from its first; all numbers are big-endian.
///
/// ```
///    0  baseOffset            i64        27  baseTimestamp   i64
///    8  batchLength           i32        35  maxTimestamp    i64
///   12  partitionLeaderEpoch  i32        43  producerId      i64
///   16  magic                 i8         51  producerEpoch   i16
///   17  crc                   u32        53  baseSequence    i32
///   21  attributes            i16        57  recordCount     i32
///   23  lastOffsetDelta       i32        61  records, compressed together
/// ```
///
/// The length counts from the leader epoch on; the CRC32C covers everything from the attributes on, so base offset and
/// leader epoch can be written without it. Source: <https://kafka.apache.org/documentation/#recordbatch>.
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
    public static final int RECORDS = 61;

    /// What the length does not count: base offset and the length itself.
    public static final int LENGTH_OVERHEAD = 12;

    /// Up to and without the magic, which every format has in the same place: what a broker writes into a stored
    /// batch.
    public static final int PATCHED_BYTES = 16;

    public static final byte MAGIC_V2 = 2;

    // Attributes.
    static final int CODEC_MASK = 0x07;
    static final int LOG_APPEND_TIME_FLAG = 0x08;
    static final int TRANSACTIONAL_FLAG = 0x10;
    static final int CONTROL_FLAG = 0x20;
    static final int DELETE_HORIZON_FLAG = 0x40;

    private RecordBatchLayout() {}
}
