package io.varve.metadata.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The partitions of an open topic.
final class TopicLog {

    private final PartitionLog[] partitions;

    private TopicLog(PartitionLog[] partitions) {
        this.partitions = partitions;
    }

    static TopicLog empty(int partitionCount) {
        return new TopicLog(new PartitionLog[0]).widened(partitionCount);
    }

    /// The same partitions and further, empty ones.
    TopicLog widened(int partitionCount) {
        PartitionLog[] more = Arrays.copyOf(partitions, partitionCount);
        for (int p = partitions.length; p < partitionCount; p++) {
            more[p] = new PartitionLog();
        }
        return new TopicLog(more);
    }

    int partitionCount() {
        return partitions.length;
    }

    @Nullable
    PartitionLog partition(int number) {
        return number >= 0 && number < partitions.length ? partitions[number] : null;
    }

    PartitionLog require(int number) {
        return partitions[number];
    }

    boolean remembersBefore(long beforeMs) {
        for (PartitionLog partition : partitions) {
            if (partition.remembersBefore(beforeMs)) {
                return true;
            }
        }
        return false;
    }

    void expireProducers(long beforeMs) {
        for (PartitionLog partition : partitions) {
            partition.expireProducers(beforeMs);
        }
    }
}
