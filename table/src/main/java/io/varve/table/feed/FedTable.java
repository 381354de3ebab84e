package io.varve.table.feed;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.ObjectRef;
import java.util.Optional;
import java.util.OptionalLong;

/// How a topic's table fares in another catalog, as far as this node knows.
///
/// @param name what it is called there; empty if it can have no name there
/// @param confirmed the version that it was last seen to have there
/// @param confirmedSequence at which entry of the topic's shard that version's files were listed
/// @param behindSinceMs when this node noticed that ours is later; empty if it is not
/// @param problem why it is behind, in a person's words; empty if nothing has failed
/// @param stale whether it has been behind for so long that objects which it names may be gone
/// @param dueMs when it is tried again
public record FedTable(
        Topic topic,
        String name,
        State state,
        Optional<ObjectRef> confirmed,
        long confirmedSequence,
        OptionalLong behindSinceMs,
        String problem,
        boolean stale,
        long dueMs) {

    /// How it stands.
    public enum State {
        CURRENT,
        BEHIND,
        /// It waits for a person: the name is somebody else's, or there can be none.
        REFUSED
    }

    static FedTable begin(Topic topic, String name) {
        return new FedTable(
                topic, name, State.BEHIND, Optional.empty(), -1, OptionalLong.empty(), "", false, Long.MIN_VALUE);
    }

    FedTable confirmed(OwnTable ours) {
        return new FedTable(
                topic,
                name,
                State.CURRENT,
                Optional.of(ours.pointer()),
                ours.sequence(),
                OptionalLong.empty(),
                "",
                false,
                Long.MIN_VALUE);
    }

    FedTable behind(long nowMs) {
        OptionalLong sinceMs = behindSinceMs.isPresent() ? behindSinceMs : OptionalLong.of(nowMs);
        State left = state == State.REFUSED ? State.REFUSED : State.BEHIND;
        return new FedTable(topic, name, left, confirmed, confirmedSequence, sinceMs, problem, stale, dueMs);
    }

    FedTable failed(State as, String why, long againMs) {
        return new FedTable(topic, name, as, confirmed, confirmedSequence, behindSinceMs, why, stale, againMs);
    }

    FedTable grownStale() {
        return new FedTable(topic, name, state, confirmed, confirmedSequence, behindSinceMs, problem, true, dueMs);
    }
}
