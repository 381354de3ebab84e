package io.varve.log.read;

import io.varve.log.LogShards;
import java.util.List;

/// Tells whether positions lie within their logs, for nodes that leave the reading of records to others. State alone
/// answers, except for a position that it does not know.
///
/// Thread-safe. Blocks the calling (virtual) thread.
public final class PositionChecks {

    /// No answer has room for less.
    private static final int NO_RECORDS = 1;

    private final Planner planner;

    public PositionChecks(LogShards shards) {
        planner = new Planner(shards);
    }

    /// @return the answer of each position, in order
    public List<PositionCheck> check(List<FetchPosition> positions) {
        var request = new ReadRequest(positions, NO_RECORDS, IsolationLevel.READ_UNCOMMITTED);
        return planner.plan(request).positions().stream()
                .map(PositionChecks::check)
                .toList();
    }

    private static PositionCheck check(PositionPlan plan) {
        return switch (plan) {
            case PositionPlan.Ready ready -> new PositionCheck.Within(ready.bounds());
            case PositionPlan.OutOfRange outOfRange -> new PositionCheck.OutOfRange(outOfRange.bounds());
            case PositionPlan.Unknown unknown -> new PositionCheck.UnknownPartition();
            case PositionPlan.NoTopic noTopic -> new PositionCheck.UnknownPartition();
            case PositionPlan.Failed failed -> new PositionCheck.StorageFailed(failed.cause());
        };
    }
}
