package io.varve.simulation.check;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// A transaction as the producer sees it that wants it.
public final class SentTransaction {

    private final String name;
    private final List<SentBatch> batches = new ArrayList<>();
    private @Nullable Offset offset;
    private boolean commitAsked;
    private Told told = Told.NOTHING;

    /// What the producer was told of its end.
    enum Told {
        NOTHING,
        COMMITTED,
        ABORTED
    }

    /// What it commits for a group.
    ///
    /// @param value distinct among the transactions of the group
    record Offset(String group, TopicPartition partition, long value) {}

    SentTransaction(String name) {
        this.name = name;
    }

    public void add(SentBatch batch) {
        batches.add(batch);
    }

    /// It is about to commit an offset.
    public void commits(String group, TopicPartition partition, long value) {
        offset = new Offset(group, partition, value);
    }

    /// Its producer is about to ask for it to be committed, for all that is part of it is acknowledged.
    public void askCommit() {
        commitAsked = true;
    }

    void told(Told end) {
        told = end;
    }

    List<SentBatch> batches() {
        return batches;
    }

    @Nullable
    Offset offset() {
        return offset;
    }

    boolean commitAsked() {
        return commitAsked;
    }

    Told told() {
        return told;
    }

    @Override
    public String toString() {
        return name;
    }
}
