package io.varve.clients;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Which record of a load this is: its producer and its place in what that producer sent. The key of the record, so no
/// two records of a load have the same, unless it uses a few keys over and over.
public record LoadId(int producer, long sequence) {

    /// The id of the first record with the same key, in a load whose producers use so many keys in turn; none for
    /// 0.
    LoadId keyOf(long keys) {
        return keys == 0 ? this : new LoadId(producer, sequence % keys);
    }

    byte[] toKey() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Null if the key is not that of a load's record.
    static @Nullable LoadId ofKey(byte @Nullable [] key) {
        return key == null ? null : parse(new String(key, StandardCharsets.UTF_8));
    }

    public static @Nullable LoadId parse(String text) {
        int dash = text.indexOf('-');
        try {
            return new LoadId(
                    Integer.parseInt(text, 0, Math.max(dash, 0), 10), Long.parseLong(text.substring(dash + 1)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return producer + "-" + sequence;
    }
}
