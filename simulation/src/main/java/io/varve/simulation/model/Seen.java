package io.varve.simulation.model;

import io.varve.core.Id128;

/// The fingerprints of all worlds that were reached, each with the one that it was first reached from.
///
/// Thread-safe: one lock for each of a number of parts.
final class Seen {

    private static final int PART_BITS = 7;

    private final Part[] parts = new Part[1 << PART_BITS];

    Seen() {
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    /// @param from the low half of the fingerprint of the world before
    /// @return whether it is new
    boolean add(Id128 fingerprint, long from) {
        Part part = part(fingerprint.low());
        synchronized (part) {
            return part.add(fingerprint.high(), fingerprint.low(), from);
        }
    }

    /// The low half of the fingerprint of the world before, by that of the world.
    long before(long low) {
        Part part = part(low);
        synchronized (part) {
            return part.before(low);
        }
    }

    long size() {
        long size = 0;
        for (Part part : parts) {
            synchronized (part) {
                size += part.size;
            }
        }
        return size;
    }

    private Part part(long low) {
        return parts[(int) (low >>> (Long.SIZE - PART_BITS))];
    }

    /// An open-addressing table of three words a slot; an empty one is all zero, which no fingerprint is.
    private static final class Part {

        private static final int WORDS = 3;

        private long[] slots = new long[WORDS << 10];
        private int size;

        boolean add(long high, long low, long from) {
            int at = find(high, low);
            if (slots[at] != 0 || slots[at + 1] != 0) {
                return false;
            }
            put(at, high, low, from);
            size++;
            if (size * 3 * WORDS > slots.length * 2) {
                grow();
            }
            return true;
        }

        long before(long low) {
            int at = start(low);
            while (slots[at + 1] != low) {
                if (slots[at] == 0 && slots[at + 1] == 0) {
                    throw new IllegalArgumentException("no such world");
                }
                at = next(at);
            }
            return slots[at + 2];
        }

        private int find(long high, long low) {
            int at = start(low);
            while ((slots[at] != 0 || slots[at + 1] != 0) && (slots[at] != high || slots[at + 1] != low)) {
                at = next(at);
            }
            return at;
        }

        private int start(long low) {
            return WORDS * (int) (low & (slots.length / WORDS - 1));
        }

        private int next(int at) {
            return at + WORDS == slots.length ? 0 : at + WORDS;
        }

        private void put(int at, long high, long low, long from) {
            slots[at] = high;
            slots[at + 1] = low;
            slots[at + 2] = from;
        }

        private void grow() {
            long[] old = slots;
            slots = new long[old.length * 2];
            for (int i = 0; i < old.length; i += WORDS) {
                if (old[i] != 0 || old[i + 1] != 0) {
                    put(find(old[i], old[i + 1]), old[i], old[i + 1], old[i + 2]);
                }
            }
        }
    }
}
