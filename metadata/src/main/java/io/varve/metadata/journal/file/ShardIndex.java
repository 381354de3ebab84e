package io.varve.metadata.journal.file;

import io.varve.metadata.journal.Floor;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where the entries of one shard stand in the file: 12 bytes of heap an entry, in chunks, so that a far-away
/// sequence costs one chunk. Not thread-safe.
final class ShardIndex {

    /// How many consecutive sequences share a chunk.
    private static final int CHUNK_ENTRIES = 1024;

    private final NavigableMap<Long, Chunk> chunks = new TreeMap<>();
    private long liveBytes;
    private Floor floor = Floor.NONE;

    Floor floor() {
        return floor;
    }

    void raiseFloor(Floor higher) {
        if (higher.sequence() > floor.sequence()) {
            floor = higher;
        }
    }

    /// The bytes of all entries that are not trimmed.
    long liveBytes() {
        return liveBytes;
    }

    boolean contains(long sequence) {
        Chunk chunk = chunks.get(sequence / CHUNK_ENTRIES);
        return chunk != null && chunk.positions[offset(sequence)] != 0;
    }

    void put(long sequence, long position, int length) {
        Chunk chunk = chunks.computeIfAbsent(sequence / CHUNK_ENTRIES, absent -> new Chunk());
        chunk.positions[offset(sequence)] = position;
        chunk.lengths[offset(sequence)] = length;
        chunk.live++;
        liveBytes += length;
    }

    /// The first entry from the sequence on, or null if there is none.
    @Nullable
    Location ceiling(long sequence) {
        long from = sequence;
        for (Map.Entry<Long, Chunk> next :
                chunks.tailMap(sequence / CHUNK_ENTRIES, true).entrySet()) {
            long base = next.getKey() * CHUNK_ENTRIES;
            for (int i = offset(Math.max(from, base)); i < CHUNK_ENTRIES; i++) {
                if (next.getValue().positions[i] != 0) {
                    return new Location(base + i, next.getValue().positions[i], next.getValue().lengths[i]);
                }
            }
            from = base + CHUNK_ENTRIES;
        }
        return null;
    }

    /// Forgets the entries of the range, both ends included.
    void trim(long fromSequence, long toSequence) {
        var range = chunks.subMap(fromSequence / CHUNK_ENTRIES, true, toSequence / CHUNK_ENTRIES, true);
        for (var entries = range.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<Long, Chunk> next = entries.next();
            long base = next.getKey() * CHUNK_ENTRIES;
            int first = offset(Math.max(fromSequence, base));
            int last = offset(Math.min(toSequence, base + CHUNK_ENTRIES - 1));
            liveBytes -= next.getValue().clear(first, last);
            if (next.getValue().live == 0) {
                entries.remove();
            }
        }
    }

    private static int offset(long sequence) {
        return (int) (sequence % CHUNK_ENTRIES);
    }

    /// @param position of the entry's bytes in the file
    record Location(long sequence, long position, int length) {}

    private static final class Chunk {

        /// Zero where there is no entry.
        final long[] positions = new long[CHUNK_ENTRIES];

        final int[] lengths = new int[CHUNK_ENTRIES];
        int live;

        long clear(int first, int last) {
            long freed = 0;
            for (int i = first; i <= last; i++) {
                if (positions[i] != 0) {
                    positions[i] = 0;
                    freed += lengths[i];
                    live--;
                }
            }
            return freed;
        }
    }
}
