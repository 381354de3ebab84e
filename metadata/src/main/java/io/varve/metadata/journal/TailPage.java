package io.varve.metadata.journal;

import java.util.List;

/// A run of consecutive entries.
///
/// @param firstSequence the sequence of the first entry; the one that was asked for if there is none
/// @param complete whether the shard had no entry after the last of these when the read was made
public record TailPage(long firstSequence, List<byte[]> entries, boolean complete) {

    public TailPage {
        entries = List.copyOf(entries);
    }
}
