package io.varve.metadata.replica;

import io.varve.metadata.journal.Floor;
import io.varve.metadata.state.ShardFacts;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What a trimmer may do at a moment: delete up to a bound that is old enough, record the next one, or both.
///
/// @param deleteUpTo the last entry to be deleted
/// @param raiseTo the bound to be recorded
public record TrimStep(OptionalLong deleteUpTo, Optional<Floor> raiseTo) {

    private static final TrimStep NOTHING = new TrimStep(OptionalLong.empty(), Optional.empty());

    /// @param facts of the shard's state
    /// @param firstNeeded the lowest sequence whose entry still holds the bytes of a live run in that state
    /// @param entryMs entry time of that state
    /// @param nowMs the time as far as it is known without an entry: a shard may have been idle for days, and a
    /// bound
    ///     recorded by its last entry's time would be old from the first moment
    /// @param floor the bound that is recorded
    /// @param trimAfter how long a bound stands before entries are deleted
    public static TrimStep at(
            ShardFacts facts, OptionalLong firstNeeded, long entryMs, long nowMs, Floor floor, Duration trimAfter) {
        OptionalLong trimmable = facts.trimmable();
        if (trimmable.isEmpty()) {
            return NOTHING;
        }
        boolean recorded = floor.sequence() >= 0;
        boolean aged = recorded && entryMs - floor.recordedAtMs() >= trimAfter.toMillis();
        // A bound that stands is left to age: raising it would put off the deletion for ever.
        boolean stands = recorded && !aged;
        long bound = Math.min(trimmable.getAsLong(), firstNeeded.orElse(Long.MAX_VALUE) - 1);
        return new TrimStep(
                aged ? OptionalLong.of(floor.sequence()) : OptionalLong.empty(),
                bound > floor.sequence() && !stands
                        ? Optional.of(new Floor(bound, Math.max(entryMs, nowMs)))
                        : Optional.empty());
    }
}
