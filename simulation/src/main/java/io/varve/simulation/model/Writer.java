package io.varve.simulation.model;

import io.varve.metadata.replica.CommitAttempt.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node that appends: its replica, its appender, and what waits there.
///
/// @param prefix what its replica has applied
/// @param checkedDay when it last saw the trim bound
/// @param resynced whether the replica has started again from a snapshot since the last plan
/// @param attempt the entry that is under way
record Writer(
        Prefix prefix,
        int checkedDay,
        boolean resynced,
        Incarnation incarnation,
        Waiting waiting,
        List<Asked> commands,
        @Nullable Attempt attempt) {

    /// @param step what it does next
    record Attempt(Put put, Planned planned, Step step) {

        Attempt next(Step next) {
            return new Attempt(put, planned, next);
        }
    }

    static Writer first(int number, Prefix prefix) {
        return new Writer(prefix, 0, false, new Incarnation(number, 0, 0, false, 0), Waiting.NONE, List.of(), null);
    }

    int number() {
        return incarnation.writer();
    }

    Writer with(@Nullable Attempt next) {
        return new Writer(prefix, checkedDay, resynced, incarnation, waiting, commands, next);
    }

    Writer with(Waiting next) {
        return new Writer(prefix, checkedDay, resynced, incarnation, next, commands, attempt);
    }

    Writer with(Incarnation next) {
        return new Writer(prefix, checkedDay, resynced, next, waiting, commands, attempt);
    }

    Writer asked(Asked command) {
        var longer = new ArrayList<>(commands);
        longer.add(command);
        return new Writer(prefix, checkedDay, resynced, incarnation, waiting, List.copyOf(longer), attempt);
    }

    /// Without the commands that came first.
    Writer without(int decided) {
        List<Asked> rest = decided == 0 ? commands : List.copyOf(commands.subList(decided, commands.size()));
        return new Writer(prefix, checkedDay, resynced, incarnation, waiting, rest, attempt);
    }

    /// After a tail read, whether it came to the end or not.
    Writer followed(Followed to) {
        Incarnation now = to.prefix() == prefix ? incarnation : incarnation.applied(false);
        return new Writer(to.prefix(), to.checkedDay(), resynced || to.resynced(), now, waiting, commands, attempt);
    }

    /// Another incarnation after a resync, as an appender's turn begins.
    Writer renewed() {
        return resynced ? new Writer(prefix, checkedDay, false, incarnation.next(), waiting, commands, attempt) : this;
    }

    /// All proposals have failed: nobody can say what became of them.
    Writer gaveUp() {
        return new Writer(prefix, checkedDay, resynced, incarnation, Waiting.NONE, List.of(), null);
    }

    void mix(Fingerprint into) {
        into.mix(prefix.fingerprint()).mix(checkedDay).mix(resynced ? 1 : 0);
        incarnation.mix(into);
        into.mix(waiting.sent()).mix(waiting.flushes()).mix(commands.size());
        for (Asked command : commands) {
            into.mix(command.fingerprint());
        }
        if (attempt == null) {
            into.mix(-1);
        } else {
            // Not all that a plan decides stands in its entry.
            Planned planned = attempt.planned();
            into.mix(attempt.step().name().hashCode()).mix(attempt.put().fingerprint());
            into.mix(planned.offsets()).mix(planned.swept()).mix(planned.commands());
        }
    }
}
