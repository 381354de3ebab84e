package io.varve.simulation.history;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Values by numbers that mostly follow each other: a reference's size for each, where a map would take fifteen times
/// that.
final class SparseArray<T> {

    private static final int CHUNK_SIZE = 512;

    private final TreeMap<Long, Object[]> chunks = new TreeMap<>();

    record Entry<T>(long number, T value) {}

    @Nullable
    T get(long number) {
        Object[] chunk = chunks.get(Math.floorDiv(number, CHUNK_SIZE));
        return chunk == null ? null : value(chunk, Math.floorMod(number, CHUNK_SIZE));
    }

    void put(long number, T value) {
        Object[] chunk = chunks.computeIfAbsent(Math.floorDiv(number, CHUNK_SIZE), any -> new Object[CHUNK_SIZE]);
        chunk[Math.floorMod(number, CHUNK_SIZE)] = value;
    }

    /// The entry of that number, or else of the next higher one.
    @Nullable
    Entry<T> ceiling(long number) {
        int place = Math.floorMod(number, CHUNK_SIZE);
        for (Map.Entry<Long, Object[]> chunk = chunks.ceilingEntry(Math.floorDiv(number, CHUNK_SIZE));
                chunk != null;
                chunk = chunks.higherEntry(chunk.getKey())) {
            long first = chunk.getKey() * CHUNK_SIZE;
            for (int i = first > number ? 0 : place; i < CHUNK_SIZE; i++) {
                T value = value(chunk.getValue(), i);
                if (value != null) {
                    return new Entry<>(first + i, value);
                }
            }
        }
        return null;
    }

    /// The entry of that number, or else of the next lower one.
    @Nullable
    Entry<T> floor(long number) {
        int place = Math.floorMod(number, CHUNK_SIZE);
        for (Map.Entry<Long, Object[]> chunk = chunks.floorEntry(Math.floorDiv(number, CHUNK_SIZE));
                chunk != null;
                chunk = chunks.lowerEntry(chunk.getKey())) {
            long first = chunk.getKey() * CHUNK_SIZE;
            for (int i = first + CHUNK_SIZE <= number ? CHUNK_SIZE - 1 : place; i >= 0; i--) {
                T value = value(chunk.getValue(), i);
                if (value != null) {
                    return new Entry<>(first + i, value);
                }
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // only values of T are put
    private @Nullable T value(Object[] chunk, int place) {
        return (T) chunk[place];
    }
}
