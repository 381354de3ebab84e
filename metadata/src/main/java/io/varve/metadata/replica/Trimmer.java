package io.varve.metadata.replica;

import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.TailPage;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes entries that nobody needs any more: first the bound is recorded, and a day later, by entry time, the entries
/// up to it go. In between every node has seen the bound, or knows that it has not looked for too long.
public final class Trimmer {

    private static final Logger LOG = LoggerFactory.getLogger(Trimmer.class);

    private final Replica<?, ?> replica;
    private final Journal journal;
    private final ClockGuard clockGuard;
    private final Duration trimAfter;
    private final Supplier<OptionalLong> firstNeeded;

    /// @param firstNeeded the lowest sequence whose entry still holds the bytes of a live run
    public Trimmer(
            Replica<?, ?> replica,
            Journal journal,
            ClockGuard clockGuard,
            Duration trimAfter,
            Supplier<OptionalLong> firstNeeded) {
        this.replica = replica;
        this.journal = journal;
        this.clockGuard = clockGuard;
        this.trimAfter = trimAfter;
        this.firstNeeded = firstNeeded;
    }

    /// @throws ClockSkewException if this node's clock is in doubt, as it is after a machine has slept: a bound
    /// that was
    ///     recorded with an earlier time would be of age too soon
    public void workIfDue() {
        ShardFacts facts = replica.query(ShardState::facts);
        if (facts.trimmable().isEmpty()) {
            return;
        }
        long entryMs = replica.query(ShardState::timeMs);
        Floor floor = journal.floor(replica.shard());
        TrimStep step = TrimStep.at(facts, firstNeeded.get(), entryMs, clockGuard.wallMs(), floor, trimAfter);
        step.deleteUpTo().ifPresent(this::deleteUpTo);
        step.raiseTo().ifPresent(higher -> journal.raiseFloor(replica.shard(), higher));
    }

    private void deleteUpTo(long sequence) {
        TailPage first = journal.read(replica.shard(), 0, 1);
        if (!first.entries().isEmpty() && first.firstSequence() <= sequence) {
            journal.trim(replica.shard(), first.firstSequence(), sequence);
            LOG.info("entries trimmed shard={} from={} to={}", replica.shard(), first.firstSequence(), sequence);
        }
    }
}
