package io.varve.metadata.journal;

import io.varve.metadata.journal.JournalMeter.Counter;
import java.util.function.Supplier;

/// Counts the calls to another journal, and the bytes.
public final class MeteredJournal implements Journal {

    private final Journal underneath;
    private final JournalMeter meter;

    /// Several journals may count on one meter.
    public MeteredJournal(Journal underneath, JournalMeter meter) {
        this.underneath = underneath;
        this.meter = meter;
    }

    @Override
    public AppendOutcome append(ShardId shard, long sequence, byte[] entry) {
        Journal.check(sequence, entry);
        meter.add(Counter.APPENDS, 1);
        meter.add(Counter.APPENDED_BYTES, entry.length);
        AppendOutcome outcome = underneath.append(shard, sequence, entry);
        switch (outcome) {
            case AppendOutcome.Appended appended -> {}
            case AppendOutcome.Occupied occupied -> meter.add(Counter.APPENDS_OCCUPIED, 1);
            case AppendOutcome.Unknown unknown -> {
                meter.add(Counter.APPENDS_UNKNOWN, 1);
                meter.add(Counter.APPENDS_THROTTLED, unknown.throttled() ? 1 : 0);
            }
        }
        return outcome;
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        TailPage page = counted(Counter.READS, () -> underneath.read(shard, fromSequence, maxBytes));
        meter.add(Counter.READS_EMPTY, page.entries().isEmpty() ? 1 : 0);
        meter.add(Counter.READ_ENTRIES, page.entries().size());
        for (byte[] entry : page.entries()) {
            meter.add(Counter.READ_BYTES, entry.length);
        }
        return page;
    }

    @Override
    public Floor floor(ShardId shard) {
        return counted(Counter.FLOOR_READS, () -> underneath.floor(shard));
    }

    @Override
    public void raiseFloor(ShardId shard, Floor floor) {
        counted(Counter.FLOOR_RAISES, () -> {
            underneath.raiseFloor(shard, floor);
            return floor;
        });
    }

    @Override
    public void trim(ShardId shard, long fromSequence, long toSequence) {
        meter.add(Counter.TRIMMED_ENTRIES, Math.max(0, toSequence - fromSequence + 1));
        counted(Counter.TRIMS, () -> {
            underneath.trim(shard, fromSequence, toSequence);
            return toSequence;
        });
    }

    @Override
    public boolean shared() {
        return underneath.shared();
    }

    @Override
    public void close() {
        underneath.close();
    }

    private <T> T counted(Counter counter, Supplier<T> call) {
        meter.add(counter, 1);
        try {
            return call.get();
        } catch (JournalException e) {
            meter.add(Counter.FAILURES, 1);
            throw e;
        }
    }
}
