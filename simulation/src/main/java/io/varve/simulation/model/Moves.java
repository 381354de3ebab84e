package io.varve.simulation.model;

import java.util.List;

/// Everything that a world may become next.
final class Moves {

    private final Model model;
    private final Following following;
    private final Appending appending;
    private final Upkeep upkeep;
    private final List<Batch> batches;

    Moves(Model model) {
        this.model = model;
        this.following = new Following(model);
        this.appending = new Appending(model, following);
        this.upkeep = new Upkeep(model);
        this.batches = model.bound().batches().stream().map(Batch.ALL::get).toList();
    }

    void from(World world, Successors successors) {
        for (int number = 0; number < 2; number++) {
            Writer writer = world.writer(number);
            send(world, writer, successors);
            appending.moves(world, writer, successors);
            follow(world, writer, successors);
            die(world, writer, successors);
        }
        upkeep.moves(world, successors);
        land(world, successors);
        rot(world, successors);
        dayPasses(world, successors);
        read(world, successors);
    }

    private void send(World world, Writer writer, Successors successors) {
        for (Batch batch : batches) {
            int sends = world.clients().sends(batch);
            boolean first = sends == 0
                    && batch.home() == writer.number()
                    && (batch.after() < 0 || world.clients().isAcknowledged(Batch.ALL.get(batch.after())));
            boolean again = sends > 0
                    && sends < model.bound().of(Limit.SENDS)
                    && batch.idempotent()
                    && !world.clients().isAcknowledged(batch)
                    && !world.clients().isFailed(batch)
                    && !writer.waiting().holds(batch);
            if (first || again) {
                int epoch = world.spent().epoch();
                boolean later = batch.inlined() || model.is(Mutant.UPLOADS_AFTER_ENTRY);
                int object = later ? 0 : Batch.bit(batch.object(sends, epoch));
                World next = world.with(writer.with(writer.waiting().with(batch, sends, epoch)))
                        .with(world.store().with(object))
                        .with(world.clients().sent(batch));
                successors.accept(next, Move.SENDS, writer.number());
            }
        }
    }

    private void follow(World world, Writer writer, Successors successors) {
        Followed there = following.toTail(world, writer.prefix(), writer.checkedDay());
        if (there.prefix() != writer.prefix() || there.checkedDay() != writer.checkedDay() || there.resynced()) {
            successors.accept(world.with(writer.followed(there)).flawed(there.flaw()), Move.FOLLOWS, writer.number());
        }
        if (model.bound().allows(world.spent(), Limit.FAULTS)) {
            Followed checked = following.checked(world, writer.prefix(), writer.checkedDay());
            if (checked.checkedDay() != writer.checkedDay()) {
                successors.accept(
                        world.with(world.spent().plus(Limit.FAULTS))
                                .with(writer.followed(checked))
                                .flawed(checked.flaw()),
                        Move.TAIL_READ_FAILS,
                        writer.number());
            }
        }
    }

    private void die(World world, Writer writer, Successors successors) {
        if (model.bound().allows(world.spent(), Limit.KILLS)) {
            Followed loaded = following.start(world);
            Incarnation next = model.is(Mutant.REUSES_INCARNATION)
                    ? new Incarnation(writer.number(), writer.incarnation().life(), 0, false, 0)
                    : writer.incarnation().next();
            var reborn = new Writer(loaded.prefix(), loaded.checkedDay(), false, next, Waiting.NONE, List.of(), null);
            successors.accept(
                    world.with(world.spent().plus(Limit.KILLS)).with(reborn).flawed(loaded.flaw()),
                    Move.DIES,
                    writer.number());
        }
    }

    private void land(World world, Successors successors) {
        for (Put put : world.journal().late()) {
            Journal arrived = world.journal().landed(put);
            boolean free = arrived.at(put.sequence()) == null;
            if (free && put.sequence() > arrived.history().sequence() + 1) {
                successors.accept(world.flawed("an entry is put beyond the tail"), Move.LANDS, -1);
            } else {
                successors.accept(world.with(free ? arrived.with(put, model.histories()) : arrived), Move.LANDS, -1);
            }
        }
    }

    private void rot(World world, Successors successors) {
        Store store = world.store();
        if (model.bound().allows(world.spent(), Limit.FAULTS) && store.rotten() == 0) {
            for (int i = 0; i < store.snapshots().size(); i++) {
                successors.accept(world.with(store.rot(i)).with(world.spent().plus(Limit.FAULTS)), Move.ROTS, -1);
            }
        }
    }

    /// Whoever has not looked at the trim bound since then has looked long ago.
    private void dayPasses(World world, Successors successors) {
        Spent next = world.spent().plus(Limit.DAYS);
        if (next.day() <= model.bound().of(Limit.DAYS)) {
            successors.accept(
                    world.with(aged(world.a(), next.day()))
                            .with(aged(world.b(), next.day()))
                            .with(new Followed(
                                    world.reader().prefix(),
                                    aged(world.reader().checkedDay(), next.day()),
                                    false,
                                    null))
                            .with(next),
                    Move.DAY_PASSES,
                    -1);
        }
    }

    private Writer aged(Writer writer, int day) {
        return new Writer(
                writer.prefix(),
                aged(writer.checkedDay(), day),
                writer.resynced(),
                writer.incarnation(),
                writer.waiting(),
                writer.commands(),
                writer.attempt());
    }

    private int aged(int checkedDay, int day) {
        return following.isRecent(checkedDay, day) ? checkedDay : Following.LONG_AGO;
    }

    /// The reader tells the end of the log, and delivers what is new, after a tail read that began when it was
    /// asked.
    private void read(World world, Successors successors) {
        if (!model.bound().allows(world.spent(), Limit.READS)) {
            return;
        }
        Followed before = world.reader();
        Followed there = following.toTail(world, before.prefix(), before.checkedDay());
        boolean news = there.prefix() != before.prefix() || there.checkedDay() != before.checkedDay();
        if (model.is(Mutant.READER_ANSWERS_STALE)) {
            answer(world, before, successors);
        }
        if (news) {
            answer(
                    world.with(world.spent().plus(Limit.READS))
                            .with(new Followed(there.prefix(), there.checkedDay(), false, null))
                            .flawed(there.flaw()),
                    before,
                    there,
                    successors);
        }
    }

    private void answer(World world, Followed view, Successors successors) {
        answer(world, view, view, successors);
    }

    private void answer(World world, Followed delivered, Followed view, Successors successors) {
        successors.accept(
                world.flawed(Invariants.answerFlaw(world, delivered.prefix(), view.prefix())), Move.READER_FOLLOWS, -1);
    }
}
