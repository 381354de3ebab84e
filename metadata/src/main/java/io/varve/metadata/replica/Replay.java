package io.varve.metadata.replica;

import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.ShardState;
import java.util.Locale;

/// Applies entries that were read, and makes sure that they come to what they came to at their writer.
public final class Replay {

    private Replay() {}

    /// Applies the entry after the last one in the state.
    ///
    /// @return what it changed
    /// @throws MalformedDataException if it comes to something else than at its writer; the state is as it was
    public static <D extends Draft> D apply(ShardId shard, ShardState<D> target, Entry entry) {
        D draft = target.draft(entry.timeMs());
        for (Command command : entry.commands()) {
            Outcome outcome = draft.apply(command);
            if (!outcome.changes()) {
                throw new MalformedDataException("entry " + draft.sequence() + " of " + shard + ": "
                        + command.getClass().getSimpleName() + " took effect at its writer and does not here: "
                        + outcome);
            }
        }
        if (draft.verdictHash() != entry.verdictHash()) {
            throw new MalformedDataException(String.format(
                    Locale.ROOT,
                    "entry %d of %s comes to the hash %016x here, its writer wrote %016x",
                    draft.sequence(),
                    shard,
                    draft.verdictHash(),
                    entry.verdictHash()));
        }
        target.install(draft);
        return draft;
    }
}
