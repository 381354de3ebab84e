package io.varve.simulation.model;

import io.varve.core.Clock;
import io.varve.metadata.journal.TailPage;
import io.varve.metadata.replica.FloorCheck;
import io.varve.metadata.replica.Gap;
import java.util.OptionalLong;

/// How a replica reads: production's rules of when to start again from a snapshot, and of how old a look at the trim
/// bound may be.
final class Following {

    /// When a replica has last looked too long ago for it to matter.
    static final int LONG_AGO = -1;

    private final Model model;

    Following(Model model) {
        this.model = model;
    }

    /// A tail read that comes to its end.
    Followed toTail(World world, Prefix from, int checkedDay) {
        Followed at = checked(world, from, checkedDay);
        while (at.flaw() == null) {
            int next = at.prefix().sequence() + 1;
            if (next >= world.journal().gone() && world.journal().history().contains(at.prefix())) {
                return new Followed(world.journal().history(), world.spent().day(), at.resynced(), null);
            }
            TailPage page = world.journal().page(next, Integer.MAX_VALUE);
            OptionalLong gap = Gap.before(page, next);
            if (gap.isPresent()) {
                at = resync(world, at, (int) gap.getAsLong());
            } else {
                Prefix applied = at.prefix();
                for (int i = 0; i < page.entries().size() && applied.log().flaw() == null; i++) {
                    applied = model.histories()
                            .after(
                                    applied,
                                    model.histories()
                                            .put(next + i, page.entries().get(i)));
                }
                at = new Followed(
                        applied,
                        world.spent().day(),
                        at.resynced(),
                        applied.log().flaw());
                if (page.complete()) {
                    return at;
                }
            }
        }
        return at;
    }

    /// A tail read that fails after its look at the bound.
    Followed checked(World world, Prefix from, int checkedDay) {
        if (isRecent(checkedDay, world.spent().day())) {
            return new Followed(from, checkedDay, false, null);
        }
        var seen = new Followed(from, world.spent().day(), false, null);
        OptionalLong gap = Gap.below(world.journal().floor(), from.sequence() + 1L);
        return gap.isEmpty() ? seen : resync(world, seen, (int) gap.getAsLong());
    }

    /// The start of a node that has nothing.
    Followed start(World world) {
        Followed loaded = load(world, new Followed(world.journal().history().upTo(0), LONG_AGO, false, null), 0, false);
        Followed at = toTail(world, loaded.prefix(), LONG_AGO);
        return new Followed(at.prefix(), at.checkedDay(), false, loaded.flaw() != null ? loaded.flaw() : at.flaw());
    }

    Followed resync(World world, Followed at, int beyond) {
        Followed loaded = load(world, at, beyond, true);
        return new Followed(loaded.prefix(), loaded.checkedDay(), true, loaded.flaw());
    }

    boolean isRecent(int checkedDay, int day) {
        if (model.is(Mutant.STALE_FLOOR_CHECK)) {
            return true;
        }
        return checkedDay != LONG_AGO && FloorCheck.at(noonOf(checkedDay)).isRecent(noonOf(day));
    }

    /// Loads the newest snapshot that can be read.
    private Followed load(World world, Followed at, int beyond, boolean required) {
        Store store = world.store();
        for (int i = store.snapshots().size() - 1; i >= 0; i--) {
            Prefix snapshot = store.snapshots().get(i);
            if (snapshot.sequence() >= beyond && store.isReadable(i)) {
                boolean newer = snapshot.sequence() > at.prefix().sequence();
                return newer ? new Followed(snapshot, at.checkedDay(), at.resynced(), null) : at;
            }
        }
        return required
                ? new Followed(at.prefix(), at.checkedDay(), at.resynced(), "no snapshot covers entry " + beyond)
                : at;
    }

    private static Clock noonOf(int day) {
        long ms = day * Histories.DAY_MS + Histories.DAY_MS / 2;
        return new Clock() {
            @Override
            public long wallMs() {
                return ms;
            }

            @Override
            public long nanoTime() {
                return ms * 1_000_000;
            }
        };
    }
}
