package io.varve.table;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.log.LogBounds;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a person wants to know of a topic's table.
///
/// @param tableName as the catalog has it
/// @param published empty if the topic has no table yet
/// @param partitions those that the topic's shard has opened, in order
public record TableReport(Topic topic, String tableName, Optional<Published> published, List<PartitionLag> partitions) {

    public TableReport {
        partitions = List.copyOf(partitions);
    }

    /// The present version of a table.
    ///
    /// @param sequence the entry of the topic's shard at which the files were listed, −1 if it is not known
    /// @param publishedMs when they last changed
    /// @param sizeBytes of all files
    public record Published(
            long sequence, long publishedMs, int files, long rows, long sizeBytes, List<Column> columns) {

        public Published {
            columns = List.copyOf(columns);
        }
    }

    /// A column of the table's schema.
    ///
    /// @param type in Iceberg's words
    public record Column(int id, String name, String type, boolean required) {}

    /// How far the table is behind the log of a partition.
    ///
    /// @param tableEnd the offset after the last row, empty if there is none
    /// @param lagOffsets how many offsets of the log may hold records that no file does
    /// @param lagSinceMs when the oldest of their runs was complete, empty if there are none
    public record PartitionLag(
            int partition, LogBounds log, OptionalLong tableEnd, long lagOffsets, OptionalLong lagSinceMs) {

        public PartitionLag {
            if (lagOffsets < 0 || lagOffsets == 0 && lagSinceMs.isPresent()) {
                throw new IllegalArgumentException(lagOffsets + " offsets behind since " + lagSinceMs);
            }
        }
    }

    /// How many offsets of the log may hold records that no file does.
    public long lagOffsets() {
        return partitions.stream().mapToLong(PartitionLag::lagOffsets).sum();
    }

    /// Since when the oldest of them has been there, empty if there are none.
    public OptionalLong lagSinceMs() {
        return partitions.stream()
                .flatMapToLong(partition -> partition.lagSinceMs().stream())
                .min();
    }
}
