package io.varve.log.read;

import java.util.List;

/// What a reader asks for.
///
/// @param positions in the order in which they get their share of `maxBytes`
/// @param maxBytes how much the answer holds at most; its first batch may be larger
public record ReadRequest(List<FetchPosition> positions, int maxBytes, IsolationLevel isolationLevel) {

    public ReadRequest {
        positions = List.copyOf(positions);
        // The first batch is answered whatever its size, so there is no such thing as room for nothing.
        maxBytes = Math.max(1, maxBytes);
    }
}
