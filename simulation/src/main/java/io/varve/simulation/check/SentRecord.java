package io.varve.simulation.check;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What a client wants of a record, its value aside.
///
/// @param key null in a topic that is not compacted
/// @param tombstone whether it has no value, and so deletes its key
public record SentRecord(@Nullable String key, boolean tombstone) {

    static final SentRecord WITHOUT_KEY = new SentRecord(null, false);

    private static final int TOMBSTONE_ONE_IN = 5;

    /// @param keys of how many keys, none if 0
    public static SentRecord draw(int keys, SplittableRandom chances) {
        return keys == 0
                ? WITHOUT_KEY
                : new SentRecord("key-" + chances.nextInt(keys), chances.nextInt(TOMBSTONE_ONE_IN) == 0);
    }
}
