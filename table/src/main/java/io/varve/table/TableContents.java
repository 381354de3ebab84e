package io.varve.table;

import io.varve.metadata.entry.ObjectRef;
import io.varve.table.TableReport.Column;
import io.varve.table.TableReport.Published;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/// What one version of a table holds.
///
/// @param version the metadata that says so
/// @param offsets of each partition that has rows; not changed any more
record TableContents(ObjectRef version, Published published, Map<Integer, OffsetRanges> offsets) {

    private static final OffsetRanges NONE = new OffsetRanges();

    static TableContents of(ObjectRef version, TableMetadata metadata, List<DataFile> files) {
        var offsets = new HashMap<Integer, OffsetRanges>();
        long rows = 0;
        long sizeBytes = 0;
        for (DataFile file : files) {
            FileRange range = FileRange.of(file);
            offsets.computeIfAbsent(range.partition(), absent -> new OffsetRanges())
                    .add(range.firstOffset(), range.lastOffset() + 1);
            rows += file.recordCount();
            sizeBytes += file.fileSizeInBytes();
        }
        Snapshot snapshot = metadata.currentSnapshot();
        long publishedMs = snapshot == null ? metadata.lastUpdatedMillis() : snapshot.timestampMillis();
        var published = new Published(
                Publisher.sequenceOf(metadata), publishedMs, files.size(), rows, sizeBytes, columns(metadata));
        return new TableContents(version, published, offsets);
    }

    /// What the files hold of a partition.
    OffsetRanges offsets(int partition) {
        return offsets.getOrDefault(partition, NONE);
    }

    private static List<Column> columns(TableMetadata metadata) {
        return metadata.schema().columns().stream()
                .map(column -> new Column(
                        column.fieldId(), column.name(), column.type().toString(), column.isRequired()))
                .toList();
    }
}
