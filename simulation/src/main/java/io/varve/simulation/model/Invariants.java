package io.varve.simulation.model;

import org.jspecify.annotations.Nullable;

/// What must hold in every world. What must hold of a history by itself, [Histories] checks once.
final class Invariants {

    private Invariants() {}

    /// What is wrong with the world, null if nothing is.
    static @Nullable String flaw(World world) {
        if (world.flaw() != null) {
            return world.flaw();
        }
        Prefix history = world.journal().history();
        if (history.log().flaw() != null) {
            return history.log().flaw();
        }
        if (!history.contains(world.a().prefix())
                || !history.contains(world.b().prefix())
                || !history.contains(world.reader().prefix())) {
            return "a replica holds a history that is not the journal's";
        }
        if ((history.log().objects() & ~world.store().objects()) != 0) {
            return "an object that the log names is not there";
        }
        if (history.log().firstInlined() < world.journal().gone()) {
            return "the entry that holds the bytes of a live run is gone";
        }
        String unreadable = startFlaw(world);
        return unreadable != null ? unreadable : clientsFlaw(world, history);
    }

    /// Whether a node that has nothing could start.
    private static @Nullable String startFlaw(World world) {
        int gone = world.journal().gone();
        if (gone == 0) {
            return null;
        }
        Store store = world.store();
        for (int i = 0; i < store.snapshots().size(); i++) {
            if (store.isReadable(i) && store.snapshots().get(i).sequence() >= gone - 1) {
                return null;
            }
        }
        return "entries below " + gone + " are gone and no snapshot covers them";
    }

    private static @Nullable String clientsFlaw(World world, Prefix history) {
        byte[] contents = history.log().contents();
        Clients clients = world.clients();
        for (int number = 0; clients.told() >>> 4 * number != 0; number++) {
            int offset = clients.offset(Batch.ALL.get(number));
            if (offset >= 0 && (offset >= contents.length || contents[offset] != number)) {
                return "batch " + number + " was acknowledged at offset " + offset + " and is not there";
            }
        }
        for (byte number : contents) {
            if ((clients.failed() & 1 << number) != 0) {
                return "batch " + number + " was told to have failed and is in the log";
            }
        }
        return null;
    }

    /// @param delivered what the reader has delivered before
    /// @param view what it answers from
    static @Nullable String answerFlaw(World world, Prefix delivered, Prefix view) {
        for (Batch batch : Batch.ALL) {
            if (world.clients().offset(batch) >= view.highWatermark()) {
                return "the reader tells the end " + view.highWatermark() + ", batch " + batch.number()
                        + " was acknowledged at " + world.clients().offset(batch);
            }
        }
        byte[] before = delivered.log().contents();
        byte[] now = view.log().contents();
        for (int offset = 0; offset < before.length; offset++) {
            if (offset >= now.length || before[offset] != now[offset]) {
                return "the reader has delivered another batch at offset " + offset;
            }
        }
        return null;
    }
}
