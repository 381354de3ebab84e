package io.varve.simulation.world;

import io.varve.core.ServerClock;
import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import java.util.function.Supplier;

/// The table as one process reaches it.
public final class SimulatedJournal implements Journal {

    private static final long USUAL_NANOS = 4_000_000;

    private final Life life;
    private final Table table;
    private final ServerClock serverClock;

    public SimulatedJournal(Life life, Table table, ServerClock serverClock) {
        this.life = life;
        this.table = table;
        this.serverClock = serverClock;
    }

    @Override
    public AppendOutcome append(ShardId shard, long sequence, byte[] entry) {
        Journal.check(sequence, entry);
        byte[] sent = entry.clone();
        try {
            return call("append " + shard + " " + sequence).write(() -> table.append(shard, sequence, sent));
        } catch (JournalException e) {
            return new AppendOutcome.Unknown(e.kind() == JournalException.Kind.THROTTLED, e);
        }
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        return call("read " + shard + " " + fromSequence)
                .read(() -> table.entries().read(shard, fromSequence, maxBytes));
    }

    @Override
    public Floor floor(ShardId shard) {
        return call("floor " + shard).read(() -> table.entries().floor(shard));
    }

    @Override
    public void raiseFloor(ShardId shard, Floor floor) {
        call("raise floor " + shard + " " + floor.sequence())
                .write(done(() -> table.entries().raiseFloor(shard, floor)));
    }

    @Override
    public void trim(ShardId shard, long fromSequence, long toSequence) {
        call("trim " + shard + " " + toSequence)
                .write(done(() -> table.entries().trim(shard, fromSequence, toSequence)));
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void close() {}

    private static Supplier<Boolean> done(Runnable effect) {
        return () -> {
            effect.run();
            return true;
        };
    }

    private SimulatedCall call(String what) {
        return new SimulatedCall(
                life,
                what,
                USUAL_NANOS,
                serverClock,
                () -> new JournalException(JournalException.Kind.UNAVAILABLE, what + ": no answer"),
                () -> new JournalException(JournalException.Kind.THROTTLED, what + ": throughput exceeded"));
    }
}
