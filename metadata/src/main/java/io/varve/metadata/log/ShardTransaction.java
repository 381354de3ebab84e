package io.varve.metadata.log;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.TopicIdPartition;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// The newest transaction of a producer in a shard. It is remembered for a while after its end, so that what comes late
/// of it changes nothing.
///
/// Immutable.
///
/// @param number of the transaction among those of its transactional id
/// @param partitions that it writes to, empty once it has ended
/// @param changedMs entry time of the last change
record ShardTransaction(long number, boolean open, SortedSet<TopicIdPartition> partitions, long changedMs) {

    static final int MIN_BYTES = 11;

    ShardTransaction {
        partitions = Collections.unmodifiableSortedSet(partitions);
    }

    static ShardTransaction ended(long number, long nowMs) {
        return new ShardTransaction(number, false, Collections.emptySortedSet(), nowMs);
    }

    ShardTransaction with(TopicIdPartition partition, long nowMs) {
        var more = new TreeSet<>(partitions);
        more.add(partition);
        return new ShardTransaction(number, true, more, nowMs);
    }

    void write(ByteWriter out) {
        out.varint(number).u8(open ? 1 : 0).i64(changedMs).varint(partitions.size());
        partitions.forEach(partition -> out.topicId(partition.topicId()).varint(partition.partition()));
    }

    static ShardTransaction read(ByteReader in) {
        long number = in.varint();
        boolean open = in.u8() == 1;
        long changedMs = in.i64();
        var partitions = new TreeSet<TopicIdPartition>();
        for (int left = in.count(17); left > 0; left--) {
            partitions.add(new TopicIdPartition(in.topicId(), in.varint32()));
        }
        return new ShardTransaction(number, open, partitions, changedMs);
    }
}
