package io.varve.simulation.model;

import io.varve.metadata.entry.CommitId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.replica.CommandProposal;
import io.varve.metadata.replica.FlushIds;
import io.varve.metadata.replica.FlushProposal;
import io.varve.metadata.replica.FlushRefusedException;
import io.varve.metadata.replica.Plan;
import io.varve.metadata.replica.Proposal;
import io.varve.metadata.state.BatchVerdict;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import io.varve.storage.wal.WalObject;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Plans entries as an appender does: the production proposals on a production draft. Each plan is made once.
final class Planning {

    private static final int MAX_PLAN_BYTES = 256 * 1024;

    private final Histories histories;
    private final Mutant mutant;
    private final ConcurrentMap<Question, Planned> answers = new ConcurrentHashMap<>();

    private record Question(Prefix prefix, Incarnation incarnation, Waiting waiting, List<Asked> commands, int day) {}

    Planning(Histories histories, Mutant mutant) {
        this.histories = histories;
        this.mutant = mutant;
    }

    Planned plan(Writer writer, int day) {
        var question = new Question(writer.prefix(), writer.incarnation(), writer.waiting(), writer.commands(), day);
        return answers.computeIfAbsent(question, this::answer);
    }

    private Planned answer(Question question) {
        LogState state = question.prefix().state();
        long nowMs = Histories.EPOCH_MS + question.day() * Histories.DAY_MS;
        LogDraft draft = state.draft(nowMs);
        FlushIds flushIds = question.incarnation().flushIds();
        var plan = new Plan(MAX_PLAN_BYTES, 0, flushIds);
        var told = new Told(question.waiting());
        var numbers = new Numbers(question.incarnation());
        boolean refused = false;
        for (Batch batch : Batch.ALL) {
            if (!refused && question.waiting().holds(batch)) {
                int earlier = question.waiting().flushNumber(batch);
                told.batch = batch;
                FlushProposal proposal = proposal(batch, question.waiting(), told);
                recall(proposal, state.draft(nowMs), earlier, question.incarnation());
                Proposal.Step step = proposal.plan(draft, plan);
                told.waiting = told.waiting.planned(batch, numbers.given(earlier, flushIds));
                refused = step == Proposal.Step.REFUSED;
                if (refused || step == Proposal.Step.DECIDED) {
                    proposal.settled();
                }
            }
        }
        // As in the appender: behind a refusal nothing is planned.
        List<Asked> commands = refused ? List.of() : question.commands();
        for (Asked asked : commands) {
            var proposal = new CommandProposal<LogDraft>(asked.command());
            proposal.plan(draft, plan);
            proposal.settled();
            if (mutant == Mutant.COMPACT_UNCHECKED && proposal.answer().join() instanceof Outcome.Refused) {
                plan.add(asked.command(), 0);
            }
        }
        Incarnation after = question.incarnation().given(numbers.life, numbers.given);
        return new Planned(
                plan.commands().isEmpty() ? null : put(plan, draft, flushIds, question.incarnation()),
                told.offsets,
                told.swept,
                commands.size(),
                plan.flushed(),
                told.waiting,
                after,
                told.refusal);
    }

    private Put put(Plan plan, LogDraft draft, FlushIds flushIds, Incarnation incarnation) {
        int sequence = (int) draft.sequence();
        var commitId = new CommitId(flushIds.incarnation(), incarnation.commit(sequence));
        return histories.put(sequence, plan.entry(commitId, draft).encode());
    }

    private FlushProposal proposal(Batch batch, Waiting waiting, Told told) {
        FlushProposal.Body body = batch.inlined()
                ? new FlushProposal.Body.Inline(List.of(ByteBuffer.wrap(new byte[] {(byte) batch.number()})))
                : new FlushProposal.Body.InObject(
                        batch.object(waiting.send(batch), waiting.epoch(batch)), new WalObject.TableRange(0, 1, 0));
        var only = new BitSet();
        only.set(0);
        boolean plain = mutant == Mutant.DUPLICATE_GETS_NEW_OFFSET;
        return new FlushProposal(body, batch.table(plain), only, 0, told);
    }

    /// Gives the proposal the flush id that it had in its last plan, by planning it as it was planned then.
    private static void recall(FlushProposal proposal, LogDraft scratch, int flushNumber, Incarnation incarnation) {
        if (flushNumber >= 0) {
            proposal.plan(scratch, new Plan(MAX_PLAN_BYTES, 0, incarnation.flushIds(flushNumber)));
        }
    }

    /// Keeps the books of what a plan draws.
    private static final class Numbers {

        private int life;
        private int given;
        private int last = -1;

        Numbers(Incarnation incarnation) {
            life = incarnation.life();
            given = incarnation.flushes();
        }

        /// The number of the id that was just given: the earlier one of the proposal unless another has
        /// overtaken it.
        int given(int earlier, FlushIds flushIds) {
            int lifeNow = (int) flushIds.incarnation().low();
            if (lifeNow != life) {
                life = lifeNow;
                given = 1;
                last = 0;
            } else {
                last = earlier > last ? earlier : given++;
            }
            return last;
        }
    }

    /// Hears the verdicts of one batch after the other.
    private static final class Told implements FlushProposal.Answers {

        private Batch batch = Batch.ALL.getFirst();
        private Waiting waiting;
        private int offsets;
        private int swept;
        private @Nullable String refusal;

        Told(Waiting waiting) {
            this.waiting = waiting;
        }

        @Override
        public boolean stillWants(int index) {
            return true;
        }

        @Override
        public void decided(int index, BatchVerdict verdict) {
            switch (verdict) {
                case BatchVerdict.Accepted accepted -> tell(accepted.baseOffset());
                case BatchVerdict.Duplicate duplicate -> tell(duplicate.baseOffset());
                case BatchVerdict.Rejected rejected ->
                    refuse(rejected.rejection().toString());
                case BatchVerdict.Held held -> throw new IllegalStateException("what is held is not decided");
            }
        }

        @Override
        public void failed(RuntimeException cause) {
            if (cause instanceof FlushRefusedException refused && refused.refusal() == Refusal.OBJECT_SWEPT) {
                swept |= 1 << batch.number();
            } else {
                refuse(cause.toString());
            }
        }

        private void tell(long offset) {
            offsets |= (int) (offset + 1) << (4 * batch.number());
        }

        private void refuse(String why) {
            refusal = "batch " + batch.number() + " is refused for good: " + why;
        }
    }
}
