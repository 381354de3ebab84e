package io.varve.benchmarks.bench;

/// What producers wait at half load, and why.
///
/// @param put of the objects that the node wrote, by the store alone at the same rate
/// @param append of as many entries
/// @param fillSeconds how long an object waits for its bytes to come: the linger, which is shorter than its limit here
record HalfLoad(Measurement produce, Measurement put, Measurement append, double fillSeconds) {

    private static final double P99 = 99;
    private static final double MILLIS_PER_SECOND = 1000;

    double lingerMs() {
        return fillSeconds * MILLIS_PER_SECOND;
    }

    /// The store's part: an object, and then an entry.
    double storeMs() {
        return put.result().latencyMs(P99) + append.result().latencyMs(P99);
    }

    /// What is left of the 99th percentile: the node's own part, and the network's.
    double ownMs() {
        return produce.result().latencyMs(P99) - lingerMs() - storeMs();
    }
}
