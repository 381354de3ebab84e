package io.varve.benchmarks.log;

/// How much was read or rewritten.
///
/// @param bytes of record batches as they are stored
record Amount(long records, long bytes) {

    static final Amount NOTHING = new Amount(0, 0);

    Amount plus(Amount other) {
        return new Amount(records + other.records, bytes + other.bytes);
    }

    long valueBytes() {
        return records * JsonBatches.VALUE_BYTES;
    }
}
