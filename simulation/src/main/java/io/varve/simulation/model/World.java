package io.varve.simulation.model;

import io.varve.core.Id128;
import org.jspecify.annotations.Nullable;

/// Everything at one moment. What did not change is shared with the world before.
///
/// @param reader what the reader has applied and so delivered
/// @param flaw what went wrong on the way here, null if nothing did
record World(
        Journal journal,
        Writer a,
        Writer b,
        Followed reader,
        Clients clients,
        Store store,
        Spent spent,
        @Nullable String flaw) {

    static World first(Histories histories) {
        Prefix opened = histories.first();
        return new World(
                Journal.first(opened),
                Writer.first(0, opened),
                Writer.first(1, opened),
                new Followed(opened, 0, false, null),
                Clients.SILENT,
                Store.EMPTY,
                Spent.NOTHING,
                null);
    }

    Writer writer(int number) {
        return number == 0 ? a : b;
    }

    World with(Writer next) {
        return next.number() == 0
                ? new World(journal, next, b, reader, clients, store, spent, flaw)
                : new World(journal, a, next, reader, clients, store, spent, flaw);
    }

    World with(Journal next) {
        return new World(next, a, b, reader, clients, store, spent, flaw);
    }

    World with(Followed next) {
        return new World(journal, a, b, next, clients, store, spent, flaw);
    }

    World with(Clients next) {
        return new World(journal, a, b, reader, next, store, spent, flaw);
    }

    World with(Store next) {
        return new World(journal, a, b, reader, clients, next, spent, flaw);
    }

    World with(Spent next) {
        return new World(journal, a, b, reader, clients, store, next, flaw);
    }

    World flawed(@Nullable String why) {
        return why == null || flaw != null ? this : new World(journal, a, b, reader, clients, store, spent, why);
    }

    Id128 fingerprint() {
        var mixed = new Fingerprint();
        journal.mix(mixed);
        a.mix(mixed);
        b.mix(mixed);
        mixed.mix(reader.prefix().fingerprint()).mix(reader.checkedDay());
        clients.mix(mixed);
        store.mix(mixed);
        mixed.mix(spent.counts());
        return mixed.value();
    }
}
