package io.varve.metadata.state;

import io.varve.metadata.entry.ShardCommand;

/// What the drafts of all shards have in common: the entry's place and time, the hash of what came of its commands, and
/// the shard's facts.
public abstract class EntryDraft implements Draft {

    protected static final Outcome APPLIED = new Outcome.Applied();
    protected static final Outcome UNCHANGED = new Outcome.Unchanged();

    private final long sequence;
    private final long timeMs;
    private final VerdictHash hash = new VerdictHash();
    private ShardFacts facts;

    /// @param timeMs what the writer's clock says; the time of entries never goes back
    protected EntryDraft(ShardState<?> state, long timeMs) {
        this.sequence = state.appliedSequence() + 1;
        this.timeMs = Math.max(timeMs, state.timeMs());
        this.facts = state.facts();
    }

    @Override
    public final long sequence() {
        return sequence;
    }

    @Override
    public final long timeMs() {
        return timeMs;
    }

    @Override
    public final long verdictHash() {
        return hash.value();
    }

    /// With what this entry changes.
    public final ShardFacts facts() {
        return facts;
    }

    /// @throws IllegalStateException if another draft was installed since this one was made
    public final void requireNextOf(ShardState<?> state) {
        if (sequence != state.appliedSequence() + 1) {
            throw new IllegalStateException("entry " + sequence + " does not follow " + state.appliedSequence());
        }
    }

    /// For whatever else replicas have to agree on.
    protected final VerdictHash hash() {
        return hash;
    }

    protected final Outcome applyShard(ShardCommand command) {
        ShardFacts after = facts.after(command, sequence);
        if (after == facts) {
            return UNCHANGED;
        }
        facts = after;
        return APPLIED;
    }
}
