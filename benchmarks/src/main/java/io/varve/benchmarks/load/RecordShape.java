package io.varve.benchmarks.load;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What is written, and where to.
///
/// @param valueBytes of each record, which has no key and no headers
/// @param batchRecords in each batch
public record RecordShape(String topic, int partitions, int valueBytes, int batchRecords) {

    public RecordShape {
        if (partitions < 1 || valueBytes < 1 || batchRecords < 1) {
            throw new IllegalArgumentException("at least one partition, byte and record, not " + partitions + ", "
                    + valueBytes + " and " + batchRecords);
        }
    }

    /// What counts as written for a batch: its values.
    long batchValueBytes() {
        return (long) valueBytes * batchRecords;
    }

    /// Deals the partitions out evenly, beginning with another one for each group.
    ///
    /// @return one group of `size` partitions each, as many as asked for
    Stream<int[]> groups(int count, int size) {
        return IntStream.range(0, count)
                .mapToObj(group -> IntStream.range(0, size)
                        .map(i -> (group * size + i) % partitions)
                        .toArray());
    }
}
