package io.varve.table;

/// What came of publishing a topic.
///
/// @param dueMs when the table has snapshots to drop even if the topic does not change, by the wall clock;
///     [Long#MAX_VALUE] if never
public record Publication(Result result, long dueMs) {

    public enum Result {
        /// The table has another version.
        PUBLISHED,
        /// The table was as it should be already; nothing was written.
        UNCHANGED,
        /// The topic is not there, or not yet.
        GONE
    }

    static Publication gone() {
        return new Publication(Result.GONE, Long.MAX_VALUE);
    }
}
