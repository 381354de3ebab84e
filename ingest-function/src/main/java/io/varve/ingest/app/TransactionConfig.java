package io.varve.ingest.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What is set about transactions.
@ConfigMapping(prefix = "varve.transaction")
public interface TransactionConfig {

    /// The longest time that a producer may ask for, for its transactions to be open; Kafka's
    /// `transaction.max.timeout.ms`.
    @WithDefault("15m")
    Duration maxTimeout();
}
