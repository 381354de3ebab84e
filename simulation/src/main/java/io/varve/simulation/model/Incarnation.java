package io.varve.simulation.model;

import io.varve.core.Entropy;
import io.varve.core.Id128;
import io.varve.metadata.replica.FlushIds;

/// One life of a writer, and how far its numbers have come.
///
/// @param life counts the writer's lives
/// @param flushes how many flush ids were given
/// @param anyApplied whether an entry with a flush of it was applied
/// @param tries entries planned for the sequence after the last one applied
record Incarnation(int writer, int life, int flushes, boolean anyApplied, int tries) {

    private static final int MAX_TRIES = 16;

    Incarnation next() {
        return new Incarnation(writer, life + 1, 0, false, 0);
    }

    /// After a plan that has drawn ids.
    Incarnation given(int lifeNow, int flushesNow) {
        boolean same = lifeNow == life;
        return new Incarnation(writer, lifeNow, flushesNow, same && anyApplied, same ? tries : 0);
    }

    Incarnation applied(boolean flushed) {
        return new Incarnation(writer, life, flushes, anyApplied || flushed, 0);
    }

    Incarnation tried() {
        return new Incarnation(writer, life, flushes, anyApplied, tries + 1);
    }

    void mix(Fingerprint into) {
        into.mix(life).mix(flushes).mix(anyApplied ? 1 : 0).mix(tries);
    }

    /// A number for the entry at a sequence. Production counts all its entries; that two for one sequence differ is
    /// what matters, and fewer numbers make fewer worlds.
    long commit(int sequence) {
        return (long) sequence * MAX_TRIES + tries;
    }

    /// Production's, as they are now.
    FlushIds flushIds() {
        return flushIds(flushes);
    }

    /// Production's, as they were when so many ids had been given.
    FlushIds flushIds(int given) {
        var ids = new FlushIds(new Lives(writer, life));
        for (int i = 0; i < given; i++) {
            ids.next();
        }
        if (anyApplied) {
            ids.applied();
        }
        return ids;
    }

    /// Gives the incarnation of this life, then those of the lives to come.
    private static final class Lives implements Entropy {

        private final int writer;
        private int next;

        Lives(int writer, int next) {
            this.writer = writer;
            this.next = next;
        }

        @Override
        public long nextLong() {
            throw new IllegalStateException("flush ids draw incarnations only");
        }

        @Override
        public Id128 nextId() {
            return new Id128(writer + 1L, next++);
        }
    }
}
