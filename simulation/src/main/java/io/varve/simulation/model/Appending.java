package io.varve.simulation.model;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.replica.CommitAttempt;
import io.varve.metadata.replica.CommitAttempt.Place;
import io.varve.metadata.replica.CommitAttempt.Step;
import org.jspecify.annotations.Nullable;

/// The moves of a writer's appender. Every next step is what the production code says.
final class Appending {

    private static final AppendOutcome APPENDED = new AppendOutcome.Appended();
    private static final AppendOutcome OCCUPIED = new AppendOutcome.Occupied();
    private static final AppendOutcome UNKNOWN = new AppendOutcome.Unknown(false, new IllegalStateException());

    private final Model model;
    private final Following following;

    Appending(Model model, Following following) {
        this.model = model;
        this.following = following;
    }

    void moves(World world, Writer writer, Successors successors) {
        Writer.Attempt attempt = writer.attempt();
        if (attempt == null) {
            plan(world, writer, successors);
            return;
        }
        switch (attempt.step()) {
            case APPEND -> append(world, writer, attempt, successors);
            case READ_BACK -> readBack(world, writer, attempt, successors);
            case CHECK_FLOOR -> successors.accept(settle(world, writer, attempt), Move.SETTLES, writer.number());
            case APPLY, ACKNOWLEDGE, PLAN_AGAIN, DROP_STATE, GIVE_UP ->
                throw new IllegalStateException("no attempt rests here");
        }
    }

    private void plan(World world, Writer before, Successors successors) {
        if (before.waiting().sent() == 0 && before.commands().isEmpty()) {
            return;
        }
        Writer writer = before.renewed();
        Planned planned = model.planning().plan(writer, world.spent().day());
        if (!planned.decided()) {
            return;
        }
        if (planned.put() == null) {
            Followed fresh = following.toTail(world, writer.prefix(), writer.checkedDay());
            Writer there = writer.followed(fresh);
            World next = fresh.prefix() == writer.prefix() ? told(world, there, planned) : world.with(there);
            successors.accept(next.flawed(fresh.flaw()), Move.ANSWERS, writer.number());
            return;
        }
        if (planned.put().sequence() > model.bound().of(Limit.ENTRIES)) {
            return;
        }
        Writer busy = writer.with(planned.waiting())
                .with(planned.incarnation().tried())
                .with(new Writer.Attempt(planned.put(), planned, Step.APPEND));
        World next = world.with(busy);
        if (model.is(Mutant.ACKNOWLEDGES_EARLY)) {
            next = next.with(acknowledged(next.clients(), planned));
        }
        successors.accept(next, Move.PLANS, writer.number());
    }

    private void append(World world, Writer writer, Writer.Attempt attempt, Successors successors) {
        Put put = attempt.put();
        boolean free = world.journal().at(put.sequence()) == null;
        if (free && put.sequence() > world.journal().history().sequence() + 1) {
            successors.accept(world.flawed("an entry is put beyond the tail"), Move.APPENDS, writer.number());
            return;
        }
        World landed = world;
        if (free) {
            landed = world.with(world.journal().with(put, model.histories()));
        } else if (model.is(Mutant.UNCONDITIONAL_APPEND)) {
            Prefix before = world.journal().history().upTo(put.sequence() - 1);
            landed = world.with(world.journal().rewritten(model.histories().after(before, put)));
        }
        boolean written = free || model.is(Mutant.UNCONDITIONAL_APPEND);
        heard(landed, writer, attempt, written ? APPENDED : OCCUPIED, Move.APPENDS, successors);
        if (model.bound().allows(world.spent(), Limit.FAULTS)) {
            World faulty = world.with(world.spent().plus(Limit.FAULTS));
            heard(faulty, writer, attempt, UNKNOWN, Move.REFUSED, successors);
            if (free) {
                World lost = landed.with(landed.spent().plus(Limit.FAULTS));
                heard(lost, writer, attempt, UNKNOWN, Move.REPLY_LOST, successors);
                if (!world.journal().late().contains(put)) {
                    World late = faulty.with(faulty.journal().sentLate(put));
                    heard(late, writer, attempt, UNKNOWN, Move.DELAYED, successors);
                }
            }
        }
    }

    private void heard(
            World world,
            Writer writer,
            Writer.Attempt attempt,
            AppendOutcome outcome,
            Move move,
            Successors successors) {
        boolean unknown = outcome instanceof AppendOutcome.Unknown;
        boolean occupied = outcome instanceof AppendOutcome.Occupied;
        if (unknown && model.is(Mutant.TIMEOUT_IS_TOLD_AS_FAILURE)) {
            World told = world.with(failed(world.clients(), writer.waiting()));
            successors.accept(told.with(writer.gaveUp()), move, writer.number());
            return;
        }
        Step step = new CommitAttempt(attempt.put().sequence(), attempt.put().bytes()).afterAppend(outcome);
        if (unknown && (model.is(Mutant.TIMEOUT_IS_FAILURE) || model.is(Mutant.NO_FLUSH_IDS))) {
            step = Step.PLAN_AGAIN;
        } else if (occupied && model.is(Mutant.OCCUPIED_IS_OURS)) {
            step = Step.CHECK_FLOOR;
        } else if (occupied && model.is(Mutant.OCCUPIED_IS_ANOTHERS)) {
            step = Step.PLAN_AGAIN;
        }
        successors.accept(next(world, writer, attempt, step), move, writer.number());
    }

    private void readBack(World world, Writer writer, Writer.Attempt attempt, Successors successors) {
        int sequence = attempt.put().sequence();
        Step step = new CommitAttempt(sequence, attempt.put().bytes())
                .afterReadBack(world.journal().page(sequence, 1));
        successors.accept(next(world, writer, attempt, step), Move.READS_BACK, writer.number());
        if (model.bound().allows(world.spent(), Limit.FAULTS)) {
            World faulty = world.with(world.spent().plus(Limit.FAULTS));
            successors.accept(
                    faulty.with(writer.with(attempt.next(Step.APPEND))), Move.READ_BACK_FAILS, writer.number());
            if (step == Step.PLAN_AGAIN) {
                // Nothing was read of the tail: the next plan is made on the same state.
                successors.accept(
                        faulty.with(writer.with((Writer.Attempt) null)), Move.TAIL_READ_FAILS, writer.number());
            }
        }
    }

    private World next(World world, Writer writer, Writer.Attempt attempt, Step step) {
        return switch (step) {
            case APPEND, READ_BACK, CHECK_FLOOR -> world.with(writer.with(attempt.next(step)));
            case PLAN_AGAIN -> {
                Followed followed = following.toTail(world, writer.prefix(), writer.checkedDay());
                Writer there = writer.followed(followed);
                if (model.is(Mutant.NO_FLUSH_IDS)) {
                    there = there.with(there.incarnation().next());
                }
                yield world.with(there.with(again(attempt))).flawed(followed.flaw());
            }
            case DROP_STATE -> dropped(world, writer, attempt.put().sequence());
            case APPLY, ACKNOWLEDGE, GIVE_UP -> throw new IllegalStateException("the bound comes first");
        };
    }

    private Writer.@Nullable Attempt again(Writer.Attempt attempt) {
        int sequence = attempt.put().sequence() + 1;
        return model.is(Mutant.KEEPS_OLD_OFFSETS) && sequence <= model.bound().of(Limit.ENTRIES)
                ? new Writer.Attempt(
                        model.histories().put(sequence, attempt.put().bytes()), attempt.planned(), Step.APPEND)
                : null;
    }

    private World dropped(World world, Writer writer, int sequence) {
        Followed at =
                following.resync(world, new Followed(writer.prefix(), writer.checkedDay(), false, null), sequence);
        return world.with(writer.followed(at).gaveUp()).flawed(at.flaw());
    }

    private World settle(World world, Writer writer, Writer.Attempt attempt) {
        int sequence = attempt.put().sequence();
        boolean recent = following.isRecent(writer.checkedDay(), world.spent().day());
        boolean above = recent || world.journal().floor().sequence() < sequence;
        if (model.is(Mutant.NO_FLOOR_CHECK)) {
            above = true;
        }
        Writer checked = recent
                ? writer
                : writer.followed(new Followed(writer.prefix(), world.spent().day(), false, null));
        Step step = new CommitAttempt(sequence, attempt.put().bytes()).afterFloorCheck(above);
        if (step == Step.DROP_STATE) {
            return dropped(world, checked, sequence);
        }
        Place place = place(checked, attempt.put());
        if (new CommitAttempt(sequence, attempt.put().bytes()).afterApply(place) == Step.GIVE_UP) {
            return world.with(checked.gaveUp());
        }
        Writer free = checked.with((Writer.Attempt) null);
        if (free.prefix().sequence() >= sequence) {
            return told(world, free, attempt.planned());
        }
        Prefix applied = model.histories().after(free.prefix(), attempt.put());
        Writer there = free.followed(new Followed(applied, free.checkedDay(), false, null));
        return told(world, there, attempt.planned()).flawed(applied.log().flaw());
    }

    private Place place(Writer writer, Put put) {
        if (writer.prefix().sequence() < put.sequence()) {
            return Place.TAKEN;
        }
        boolean met = writer.prefix().at(put.sequence()) == put || model.is(Mutant.PASSED_IS_OURS);
        return met ? Place.MET : Place.NOT_MET;
    }

    /// Tells the clients what was decided.
    private World told(World world, Writer writer, Planned planned) {
        Writer there = writer.with(writer.incarnation().applied(planned.put() != null && planned.flushed()))
                .without(planned.commands());
        Store store = world.store();
        for (Batch batch : Batch.ALL) {
            if (planned.offset(batch) >= 0) {
                store = model.is(Mutant.UPLOADS_AFTER_ENTRY) ? store.with(object(there, batch)) : store;
                there = there.with(there.waiting().without(batch));
            } else if (planned.isSwept(batch)) {
                int send = there.waiting().send(batch);
                there = there.with(
                        there.waiting().with(batch, send, world.spent().epoch()));
                store = store.with(object(there, batch));
            }
        }
        return world.with(there)
                .with(store)
                .with(acknowledged(world.clients(), planned))
                .flawed(planned.refusal())
                .flawed(disagreement(world.clients(), planned));
    }

    private static int object(Writer writer, Batch batch) {
        return batch.inlined()
                ? 0
                : Batch.bit(batch.object(
                        writer.waiting().send(batch), writer.waiting().epoch(batch)));
    }

    private static Clients acknowledged(Clients clients, Planned planned) {
        Clients after = clients;
        for (Batch batch : Batch.ALL) {
            if (planned.offset(batch) >= 0) {
                after = after.acknowledged(batch, planned.offset(batch));
            }
        }
        return after;
    }

    private static Clients failed(Clients clients, Waiting waiting) {
        Clients after = clients;
        for (Batch batch : Batch.ALL) {
            if (waiting.holds(batch)) {
                after = after.failed(batch);
            }
        }
        return after;
    }

    private static @Nullable String disagreement(Clients clients, Planned planned) {
        for (Batch batch : Batch.ALL) {
            int before = clients.offset(batch);
            int now = planned.offset(batch);
            if (before >= 0 && now >= 0 && before != now) {
                return "batch " + batch.number() + " was told offset " + before + " and now " + now;
            }
        }
        return null;
    }
}
