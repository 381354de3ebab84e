package io.varve.metadata.journal;

/// Hands every call to the journal underneath. Tests override those in which something is to happen.
public abstract class ForwardingJournal implements Journal {

    protected final Journal underneath;

    protected ForwardingJournal(Journal underneath) {
        this.underneath = underneath;
    }

    @Override
    public AppendOutcome append(ShardId shard, long sequence, byte[] entry) {
        return underneath.append(shard, sequence, entry);
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        return underneath.read(shard, fromSequence, maxBytes);
    }

    @Override
    public Floor floor(ShardId shard) {
        return underneath.floor(shard);
    }

    @Override
    public void raiseFloor(ShardId shard, Floor floor) {
        underneath.raiseFloor(shard, floor);
    }

    @Override
    public void trim(ShardId shard, long fromSequence, long toSequence) {
        underneath.trim(shard, fromSequence, toSequence);
    }

    @Override
    public boolean shared() {
        return underneath.shared();
    }

    @Override
    public void close() {
        underneath.close();
    }
}
