package io.varve.metadata.group;

import io.varve.metadata.entry.CatalogCommand;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.state.EntryDraft;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import java.util.ArrayList;
import java.util.List;

/// What an entry changes in a [GroupState].
public final class GroupDraft extends EntryDraft {

    private final long firstOffset;

    final List<GroupCommand.Writing> written = new ArrayList<>();
    private long records;
    Claim claim;
    long writes;

    GroupDraft(GroupState state, long timeMs) {
        super(state, timeMs);
        this.firstOffset = state.endOffset();
        this.claim = state.claim();
        this.writes = state.writes();
    }

    @Override
    public Outcome apply(Command command) {
        Outcome outcome = switch (command) {
            case GroupCommand.Claim wanted -> claim(wanted);
            case GroupCommand.Writing writing -> write(writing);
            case ShardCommand shard -> applyShard(shard);
            case CatalogCommand _, LogCommand _, TransactionCommand _ ->
                throw new IllegalStateException("a group shard has no use for " + command);
        };
        if (outcome.changes()) {
            hash().mix(command.kind()).mix(claim.epoch()).mix(firstOffset + records);
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

    private Outcome write(GroupCommand.Writing write) {
        if (write.epoch() != claim.epoch()) {
            return new Outcome.Refused(
                    Refusal.STALE_CLAIM, "a write of claim " + write.epoch() + ", now " + claim.epoch() + " holds");
        }
        if (write.number() != writes) {
            return new Outcome.Refused(
                    Refusal.WRITE_MISSING,
                    "write " + write.number() + " of claim " + write.epoch() + " follows " + writes + " writes");
        }
        written.add(write);
        records += GroupState.recordCount(write);
        writes++;
        return APPLIED;
    }
}
