package io.varve.storage.wal;

/// Byte offsets of the write-ahead object. All numbers are big-endian.
///
/// ```
///   0    magic "VARVEWAL"
///   8    i16 format version
///   10   i16 reserved, 0
///   12   i32 node id
///   16   cluster id, 16 bytes
///   32   incarnation of the writer, 16 bytes
///   48   i64 journal epoch
///   56   i64 flush number
///   64   batches, sorted by shard, topic id, partition, arrival
///   …    footer: varint shards, each a name and a length-prefixed RunTable
///   end−20  i32 footer length
///   end−16  i32 CRC32C of the bytes before the footer
///   end−12  i32 CRC32C of the footer
///   end−8   magic "VARVEEND"
/// ```
final class WalObjectLayout {

    static final long MAGIC = 0x56415256_4557414CL;
    static final long END_MAGIC = 0x56415256_45454E44L;
    static final short FORMAT_VERSION = 1;

    static final int VERSION = 8;
    static final int NODE_ID = 12;
    static final int CLUSTER_ID = 16;
    static final int INCARNATION = 32;
    static final int EPOCH = 48;
    static final int FLUSH_NUMBER = 56;
    static final int HEADER_BYTES = 64;

    static final int TRAILER_BYTES = 20;

    private WalObjectLayout() {}
}
