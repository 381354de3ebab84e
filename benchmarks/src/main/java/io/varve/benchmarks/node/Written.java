package io.varve.benchmarks.node;

/// What a node has asked of its journal and store, since it started or since an earlier moment.
///
/// @param reads of the journal
/// @param storeRequests of all kinds
public record Written(double appends, double appendedBytes, double reads, double storeRequests) {

    private static final int WRITE_UNIT_BYTES = 1 << 10;

    public static Written of(NodeMetrics metrics) {
        return new Written(
                metrics.value("varve_journal_appends_total"),
                metrics.value("varve_journal_appended_bytes_total"),
                metrics.value("varve_journal_reads_total"),
                metrics.sum("varve_store_requests_total"));
    }

    public Written since(Written before) {
        return new Written(
                appends - before.appends,
                appendedBytes - before.appendedBytes,
                reads - before.reads,
                storeRequests - before.storeRequests);
    }

    public int entryBytes() {
        return (int) Math.max(1, appendedBytes / Math.max(1, appends));
    }

    /// What DynamoDB charges for appends of that average size: one for each KiB that was begun.
    public double writeUnits() {
        return appends * Math.ceilDiv(entryBytes(), WRITE_UNIT_BYTES);
    }
}
