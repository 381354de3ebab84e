package io.varve.metadata.journal;

import java.util.ArrayList;
import java.util.List;

/// A run of consecutive entries.
///
/// @param firstSequence the sequence of the first entry; the one that was asked for if there is none
/// @param complete whether the shard had no entry after the last of these when the read was made
public record TailPage(long firstSequence, List<byte[]> entries, boolean complete) {

    public TailPage {
        entries = List.copyOf(entries);
    }

    /// Collects one page by the rules of [Journal#read]: no gaps, the first entry whatever its size, further ones
    /// up to a number of bytes. Not thread-safe.
    public static final class Builder {

        private final long fromSequence;
        private final int maxBytes;
        private final List<byte[]> entries = new ArrayList<>();
        private long firstSequence;
        private long sizeBytes;

        public Builder(long fromSequence, int maxBytes) {
            this.fromSequence = fromSequence;
            this.maxBytes = maxBytes;
            firstSequence = fromSequence;
        }

        /// Whether an entry of this sequence and size may come next.
        public boolean takes(long sequence, int entryBytes) {
            return entries.isEmpty()
                    ? sequence >= fromSequence
                    : sequence == nextSequence() && sizeBytes + entryBytes <= maxBytes;
        }

        /// The caller has asked [#takes], and gives the array away.
        public void add(long sequence, byte[] entry) {
            if (entries.isEmpty()) {
                firstSequence = sequence;
            }
            entries.add(entry);
            sizeBytes += entry.length;
        }

        /// The sequence after the last one added; the one asked for while there is none.
        public long nextSequence() {
            return firstSequence + entries.size();
        }

        /// How many more bytes the page takes.
        public long spareBytes() {
            return maxBytes - sizeBytes;
        }

        public TailPage build(boolean complete) {
            return new TailPage(firstSequence, entries, complete);
        }
    }
}
