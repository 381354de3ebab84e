package io.varve.metadata.replica;

import io.varve.core.ByteWriter;
import io.varve.metadata.entry.Command;
import io.varve.metadata.state.Draft;
import io.varve.metadata.state.Outcome;
import java.util.concurrent.CompletableFuture;

/// One command, and what came of it.
public final class CommandProposal<D extends Draft> implements Proposal<D> {

    private final Command command;
    private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
    private Outcome outcome = new Outcome.Unchanged();

    public CommandProposal(Command command) {
        this.command = command;
    }

    /// Completes with the outcome once it is final, or with a [ProposalException].
    public CompletableFuture<Outcome> answer() {
        return answer;
    }

    @Override
    public Step plan(D draft, Plan plan) {
        var encoded = new ByteWriter();
        command.write(encoded);
        if (!plan.fits(encoded.size())) {
            return Step.FULL;
        }
        outcome = draft.apply(command);
        if (outcome.changes()) {
            plan.add(command, encoded.size());
        }
        return Step.DECIDED;
    }

    @Override
    public boolean settled() {
        answer.complete(outcome);
        return true;
    }

    @Override
    public void failed(RuntimeException cause) {
        answer.completeExceptionally(cause);
    }
}
