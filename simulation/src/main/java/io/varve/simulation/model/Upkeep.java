package io.varve.simulation.model;

import io.varve.core.Id128;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.entry.Source;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.log.Run;
import io.varve.metadata.replica.TrimStep;
import io.varve.metadata.state.ShardFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The moves that keep a shard short: snapshots and trims, sweeps, compactions, cleanings, log starts.
///
/// Writer B does what needs a view of its own; A asks for sweeps and log starts, so that they race with B. Sweeper and
/// compactor are drivers of the model: it deletes earlier than the design, without waiting for a snapshot past the
/// sweep or for any grace, and so looks at more than may ever happen.
final class Upkeep {

    private static final Duration TRIM_AFTER = Duration.ofDays(1);

    private final Model model;

    Upkeep(Model model) {
        this.model = model;
    }

    void moves(World world, Successors successors) {
        snapshot(world, successors);
        trim(world, successors);
        sweep(world, successors);
        delete(world, successors);
        compact(world, world.a(), successors);
        compact(world, world.b(), successors);
        clean(world, world.a(), successors);
        clean(world, world.b(), successors);
        trimLog(world, successors);
    }

    /// As a snapshotter's turn: confirms the snapshot that waits for it, or writes the next.
    private void snapshot(World world, Successors successors) {
        Writer writer = world.b();
        if (writer.commands().stream().anyMatch(Asked::concernsSnapshots)) {
            return;
        }
        Map<Long, ShardFacts.Snapshot> known = writer.prefix().log().facts().snapshots();
        var waiting = known.entrySet().stream()
                .filter(snapshot -> !snapshot.getValue().confirmed())
                .findFirst();
        if (waiting.isPresent()) {
            long sequence = waiting.get().getKey();
            Prefix fold = writer.prefix().upTo((int) sequence);
            int index = world.store().snapshots().indexOf(fold);
            if (index >= 0 && world.store().isReadable(index)) {
                var confirmed = new ShardCommand.SnapshotConfirmed(sequence, fold.hash());
                successors.accept(world.with(writer.asked(Asked.of(confirmed))), Move.SNAPSHOTS, 1);
            }
            return;
        }
        Prefix now = writer.prefix();
        if (model.bound().allows(world.spent(), Limit.SNAPSHOTS)
                && now.sequence() > 0
                && !known.containsKey((long) now.sequence())
                && !world.store().snapshots().contains(now)) {
            var taken = new ShardCommand.SnapshotTaken(now.sequence(), now.hash());
            World written =
                    world.with(world.store().snapshot(now)).with(world.spent().plus(Limit.SNAPSHOTS));
            successors.accept(written.with(writer.asked(Asked.of(taken))), Move.SNAPSHOTS, 1);
        }
    }

    private void trim(World world, Successors successors) {
        Prefix.Log log = world.b().prefix().log();
        OptionalLong needed = log.firstInlined() == Integer.MAX_VALUE || model.is(Mutant.TRIMS_INLINED)
                ? OptionalLong.empty()
                : OptionalLong.of(log.firstInlined());
        Journal journal = world.journal();
        Duration after = model.is(Mutant.TRIMS_AT_ONCE) ? Duration.ZERO : TRIM_AFTER;
        long soundMs = model.is(Mutant.RECORDS_ENTRY_TIME)
                ? log.timeMs()
                : Histories.EPOCH_MS + world.spent().day() * Histories.DAY_MS;
        TrimStep step = TrimStep.at(facts(log.facts()), needed, log.timeMs(), soundMs, journal.floor(), after);
        if (step.deleteUpTo().isPresent()) {
            journal = journal.deletedUpTo((int) step.deleteUpTo().getAsLong());
        }
        if (step.raiseTo().isPresent()) {
            Floor raised = step.raiseTo().get();
            journal = journal.raised(raised);
        }
        if (!journal.equals(world.journal())) {
            successors.accept(world.with(journal), Move.TRIMS, 1);
        }
    }

    /// What the trim is decided by: a mutant that is content with one snapshot sees it twice.
    private ShardFacts facts(ShardFacts facts) {
        boolean unconfirmed = model.is(Mutant.TRIMS_UNCONFIRMED);
        if (!unconfirmed && !model.is(Mutant.TRIMS_WITH_ONE_SNAPSHOT)) {
            return facts;
        }
        ShardFacts seen = facts;
        for (var snapshot : facts.snapshots().entrySet()) {
            if (unconfirmed || snapshot.getValue().confirmed()) {
                seen = with(with(facts, snapshot.getKey(), snapshot.getValue().hash()), Integer.MAX_VALUE, Id128.ZERO);
            }
        }
        return seen;
    }

    private static ShardFacts with(ShardFacts facts, long sequence, Id128 hash) {
        return facts.after(new ShardCommand.SnapshotTaken(sequence, hash), sequence + 1)
                .after(new ShardCommand.SnapshotConfirmed(sequence, hash), sequence + 1);
    }

    private void sweep(World world, Successors successors) {
        Spent spent = world.spent();
        if (model.bound().allows(spent, Limit.TICKS)) {
            successors.accept(world.with(spent.plus(Limit.TICKS)), Move.TICKS, -1);
        } else if (spent.epoch() > 0 && model.bound().allows(spent, Limit.SWEEPS)) {
            var sweep = new ShardCommand.Sweep(spent.epoch());
            successors.accept(
                    world.with(spent.plus(Limit.SWEEPS)).with(world.a().asked(Asked.of(sweep))), Move.SWEEPS, 0);
        }
    }

    private void delete(World world, Successors successors) {
        Prefix.Log log = world.b().prefix().log();
        int candidates = Batch.bitsBelow(log.facts().sweptBelowEpoch());
        if (model.is(Mutant.SWEEPS_BY_AGE)) {
            candidates = -1;
        } else if (model.is(Mutant.SWEEPS_BEFORE_APPLIED) && world.spent().of(Limit.SWEEPS) > 0
                || model.is(Mutant.SWEEPS_WITHOUT_ENTRY)) {
            candidates = Batch.bitsBelow(world.spent().epoch());
        }
        int orphans = world.store().objects() & candidates & ~log.objects();
        if (orphans != 0) {
            successors.accept(world.with(world.store().without(orphans)), Move.DELETES, 1);
        }
    }

    /// Replaces all runs from the first on by one, if they lie in objects.
    private void compact(World world, Writer writer, Successors successors) {
        if (!model.bound().allows(world.spent(), Limit.COMPACTIONS)) {
            return;
        }
        List<Run> runs = writer.prefix().log().runs();
        var inputs = new ArrayList<ObjectRef>();
        int inputBits = 0;
        for (Run run : runs) {
            Source source = run.source();
            if (source instanceof ObjectRef object) {
                inputs.add(object);
                inputBits |= Batch.bit(object);
            } else if (!(source instanceof NoRecords)) {
                return;
            }
        }
        if (inputs.isEmpty()) {
            return;
        }
        long base = runs.getFirst().baseOffset();
        long end = runs.getLast().endOffset();
        var contents = new byte[(int) (end - base)];
        Prefix.Log log = writer.prefix().log();
        for (int i = 0; i < contents.length; i++) {
            contents[i] = log.isGone(base + i) ? Batch.GONE : log.contents()[(int) base + i];
        }
        ObjectRef output = Batch.compacted(
                world.spent().of(Limit.COMPACTIONS), world.spent().epoch(), contents);
        var compact = new LogCommand.Compact(
                Batch.PARTITION,
                base,
                end,
                inputs,
                List.of(new LogCommand.CompactedRun(
                        end,
                        output,
                        0,
                        contents.length,
                        runs.getLast().maxTimestampMs(),
                        runs.getLast().appendedMs())));
        Store store = world.store().with(Batch.bit(output));
        if (model.is(Mutant.DELETES_INPUTS)) {
            store = store.without(inputBits);
        }
        successors.accept(
                world.with(store).with(world.spent().plus(Limit.COMPACTIONS)).with(writer.asked(Asked.of(compact))),
                Move.COMPACTS,
                writer.number());
    }

    /// Has the first run hold nothing, if later records follow all of its own. CLEAN itself is not part of the
    /// model: it changes nothing but what is looked at next, and its horizon rests on time.
    private void clean(World world, Writer writer, Successors successors) {
        List<Run> runs = writer.prefix().log().runs();
        boolean due = model.bound().allows(world.spent(), Limit.CLEANINGS)
                && runs.size() > 1
                && runs.getFirst().source() instanceof ObjectRef;
        if (due) {
            Run first = runs.getFirst();
            var clean = new LogCommand.Compact(
                    Batch.PARTITION,
                    first.baseOffset(),
                    first.endOffset(),
                    List.of((ObjectRef) first.source()),
                    List.of(new LogCommand.CompactedRun(
                            first.endOffset(), new NoRecords(), 0, 0, -1, first.appendedMs())));
            successors.accept(
                    world.with(world.spent().plus(Limit.CLEANINGS)).with(writer.asked(Asked.of(clean))),
                    Move.CLEANS,
                    writer.number());
        }
    }

    private void trimLog(World world, Successors successors) {
        int end = world.a().prefix().highWatermark();
        if (end > 0 && model.bound().allows(world.spent(), Limit.LOG_TRIMS)) {
            var trim = new LogCommand.TrimLog(Batch.PARTITION, end);
            successors.accept(
                    world.with(world.spent().plus(Limit.LOG_TRIMS))
                            .with(world.a().asked(Asked.of(trim))),
                    Move.TRIMS_LOG,
                    0);
        }
    }
}
