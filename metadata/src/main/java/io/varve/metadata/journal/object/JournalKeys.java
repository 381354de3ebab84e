package io.varve.metadata.journal.object;

import io.varve.metadata.journal.ShardId;

/// The object keys of a journal.
///
/// ```
///   journal/data-0/00000000000000000017          entry 17 of data-0
///   journal/data-0/floor/00000000000000000002    the third trim bound of data-0
/// ```
///
/// Sequences have twenty digits, so that keys sort as numbers do, and the first digit of a 64-bit one is 0.
final class JournalKeys {

    private static final int DIGITS = 20;

    private JournalKeys() {}

    static String entry(ShardId shard, long sequence) {
        return "journal/" + shard + "/" + digits(sequence);
    }

    /// What the keys of all entries of a shard begin with, and no other keys do.
    static String entries(ShardId shard) {
        return "journal/" + shard + "/0";
    }

    static String floor(ShardId shard, long number) {
        return floors(shard) + digits(number);
    }

    static String floors(ShardId shard) {
        return "journal/" + shard + "/floor/";
    }

    /// The number that an entry's or a floor's key ends with.
    static long number(String key) {
        return Long.parseLong(key, key.length() - DIGITS, key.length(), 10);
    }

    private static String digits(long number) {
        String text = Long.toString(number);
        return "0".repeat(DIGITS - text.length()) + text;
    }
}
