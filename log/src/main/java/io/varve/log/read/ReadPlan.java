package io.varve.log.read;

import java.util.List;

/// What the state says about a request.
///
/// @param positions in the order of the request
record ReadPlan(List<PositionPlan> positions) {

    /// Whether some position has an answer that is not worth waiting for.
    boolean hasErrors() {
        return positions.stream().anyMatch(position -> !(position instanceof PositionPlan.Ready));
    }

    /// About what can be answered now.
    long takenBytes() {
        long bytes = 0;
        for (PositionPlan position : positions) {
            if (position instanceof PositionPlan.Ready ready) {
                bytes += ready.takenBytes();
            }
        }
        return bytes;
    }
}
