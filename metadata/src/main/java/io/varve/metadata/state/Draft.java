package io.varve.metadata.state;

import io.varve.metadata.entry.Command;

/// What the commands of one entry would change.
public interface Draft {

    /// The sequence of the entry.
    long sequence();

    /// The time of the entry, in milliseconds since the Unix epoch.
    long timeMs();

    /// Applies one command on top of those before it. A command whose outcome does not say that it changes anything
    /// leaves the draft as it was, so that the writer can leave it out of the entry.
    Outcome apply(Command command);

    /// A hash of the outcomes of all commands that changed something, and of the end offsets that they led to.
    long verdictHash();
}
