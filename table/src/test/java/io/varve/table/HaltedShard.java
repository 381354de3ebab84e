package io.varve.table;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.ShardCounts;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.ArrayList;
import java.util.List;

/// A cluster of two data shards, each with topics that have a segment, one of which has halted at an entry that nobody
/// can read.
final class HaltedShard implements AutoCloseable {

    private static final int TOPICS = 8;

    final TestLog log;

    /// Topics of the halted shard.
    final List<Topic> halted = new ArrayList<>();

    /// Topics of the other one.
    final List<Topic> others = new ArrayList<>();

    HaltedShard(ManualDoors time) {
        var journal = new MemoryJournal(true);
        log = new TestLog(new MemoryObjectStore(time), journal, "memory://varve", time, new ShardCounts(2, 1));
        ShardId broken = ShardId.data(1);
        for (int i = 0; i < TOPICS; i++) {
            Topic topic = log.topic("topic-" + i, 1);
            log.segment(topic, 0, 5);
            (topic.shard().equals(broken) ? halted : others).add(topic);
        }
        var replica = log.cluster.dataShard(broken).replica();
        journal.append(broken, replica.appliedSequence() + 1, new byte[] {1});
        assertThatThrownBy(replica::refresh).isInstanceOf(ReplicaHaltedException.class);
        if (halted.isEmpty() || others.isEmpty()) {
            throw new AssertionError("all topics are in one shard");
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
