package io.varve.metadata.group;

import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.GroupRecord;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.VerdictHash;
import java.util.ArrayList;
import java.util.List;

/// What an entry changes in a [GroupState].
public final class GroupDraft implements Draft {

    private static final Outcome APPLIED = new Outcome.Applied();
    private static final Outcome UNCHANGED = new Outcome.Unchanged();

    private final long sequence;
    private final long timeMs;
    private final long firstOffset;
    private final VerdictHash hash = new VerdictHash();

    final List<GroupRecord> records = new ArrayList<>();
    Claim claim;
    long writes;
    ShardFacts facts;

    GroupDraft(GroupState state, long timeMs) {
        this.sequence = state.appliedSequence() + 1;
        this.timeMs = Math.max(timeMs, state.timeMs());
        this.firstOffset = state.endOffset();
        this.claim = state.claim();
        this.writes = state.writes();
        this.facts = state.facts();
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long timeMs() {
        return timeMs;
    }

    @Override
    public long verdictHash() {
        return hash.value();
    }

    /// Who coordinates from this entry on.
    public Claim claim() {
        return claim;
    }

    @Override
    public Outcome apply(Command command) {
        Outcome outcome = switch (command) {
            case GroupCommand.Claim wanted -> claim(wanted);
            case GroupCommand.Write write -> write(write);
            case ShardCommand shard -> shardCommand(shard);
            case CatalogCommand _, LogCommand _ ->
                throw new IllegalStateException("a group shard has no use for " + command);
        };
        if (outcome.changes()) {
            hash.mix(command.kind()).mix(claim.epoch()).mix(firstOffset + records.size());
        }
        return outcome;
    }

    private Outcome claim(GroupCommand.Claim wanted) {
        if (wanted.epoch() != claim.epoch() + 1) {
            return new Outcome.Refused(
                    Refusal.STALE_CLAIM, "claim " + wanted.epoch() + " does not follow " + claim.epoch());
        }
        claim = new Claim(wanted.epoch(), wanted.nodeId(), wanted.incarnation());
        writes = 0;
        return APPLIED;
    }

    private Outcome write(GroupCommand.Write write) {
        if (write.epoch() != claim.epoch()) {
            return new Outcome.Refused(
                    Refusal.STALE_CLAIM, "a write of claim " + write.epoch() + ", now " + claim.epoch() + " holds");
        }
        if (write.number() != writes) {
            return new Outcome.Refused(
                    Refusal.WRITE_MISSING,
                    "write " + write.number() + " of claim " + write.epoch() + " follows " + writes + " writes");
        }
        records.addAll(write.records());
        writes++;
        return APPLIED;
    }

    private Outcome shardCommand(ShardCommand command) {
        ShardFacts changed = facts.after(command);
        if (changed == facts) {
            return UNCHANGED;
        }
        facts = changed;
        return APPLIED;
    }
}
