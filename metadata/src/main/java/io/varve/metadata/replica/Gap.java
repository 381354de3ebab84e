package io.varve.metadata.replica;

import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.TailPage;
import java.util.OptionalLong;

/// Tells that entries which a replica has not seen are gone, so that it must start again from a snapshot.
public final class Gap {

    private Gap() {}

    /// What the bound says to a replica that reads on from `next`: what stands there may be an entry that
    /// somebody who slept has put into a trimmed place.
    ///
    /// @return the lowest sequence that a snapshot must have reached; empty if nothing is known to be gone
    public static OptionalLong below(Floor floor, long next) {
        return floor.sequence() >= next ? OptionalLong.of(next) : OptionalLong.empty();
    }

    /// What a page says that was read from `next` on.
    ///
    /// @return the lowest sequence that a snapshot must have reached; empty if nothing is known to be gone
    public static OptionalLong before(TailPage page, long next) {
        boolean gone = !page.entries().isEmpty() && page.firstSequence() > next;
        return gone ? OptionalLong.of(page.firstSequence() - 1) : OptionalLong.empty();
    }
}
