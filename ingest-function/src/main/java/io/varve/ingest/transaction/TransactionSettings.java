package io.varve.ingest.transaction;

import java.time.Duration;

/// What is set about transactions.
///
/// @param maxTimeout the longest time that a producer may ask for, for its transactions to be open
public record TransactionSettings(Duration maxTimeout) {

    /// As Kafka's.
    public static final TransactionSettings DEFAULT = new TransactionSettings(Duration.ofMinutes(15));
}
