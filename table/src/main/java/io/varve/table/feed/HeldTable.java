package io.varve.table.feed;

import io.varve.table.TableOwner;
import java.util.Optional;

/// What another catalog has under a name, as it was when it was read. A change is made against it, and is refused there
/// if somebody has changed the table since.
public interface HeldTable {

    /// As the other catalog calls it.
    String name();

    /// Empty if it is not ours.
    Optional<TableOwner> owner();

    /// How it stands to a version of ours that is not older than what was read.
    Standing standing(OwnTable ours);

    /// How a table in another catalog stands to ours.
    enum Standing {
        CURRENT,
        BEHIND,
        /// Somebody has changed it there, into what no version of ours leads on from.
        ASTRAY
    }
}
