package io.varve.benchmarks.load;

import java.time.Duration;

/// Something that keeps a node, or a store, busy.
@FunctionalInterface
public interface Load {

    /// Begins no request after the time, and returns when the last one has been answered.
    ///
    /// @param tally can be looked at meanwhile
    /// @throws Exception if any request failed: then nothing was measured
    LoadResult run(Pace pace, Duration time, Tally tally) throws Exception;
}
