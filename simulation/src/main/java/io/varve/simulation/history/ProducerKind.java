package io.varve.simulation.history;

/// What Kafka promises to a producer, as it is configured.
public enum ProducerKind {
    /// Each record at most once, and in the order of sending.
    IDEMPOTENT(true, true),
    /// The same, and the records of a transaction are seen by those who read committed ones once it is committed.
    TRANSACTIONAL(true, true),
    /// One request in flight: in the order of sending, but a retry may write a record again.
    ONE_IN_FLIGHT(false, true),
    /// Retries may write records again, and after later ones.
    PLAIN(false, false);

    private final boolean once;
    private final boolean ordered;

    ProducerKind(boolean once, boolean ordered) {
        this.once = once;
        this.ordered = ordered;
    }

    boolean isOnce() {
        return once;
    }

    boolean isOrdered() {
        return ordered;
    }
}
