package io.varve.compactor.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What is set about topics as tables.
@ConfigMapping(prefix = "varve.table")
public interface TableConfig {

    /// How long a record stays out of its table at most, if its partition does not fill a segment before. A shorter
    /// time
    /// makes more and smaller files.
    @WithDefault("15m")
    Duration lag();

    /// How often tables are looked at; `varve compact --now` does so at once.
    @WithDefault("1m")
    Duration publishEvery();

    /// For how long a table can be read as it was. What only its old snapshots name stays for as long.
    @WithDefault("P1D")
    Duration keepSnapshots();

    /// Of younger snapshots, so many are kept.
    @WithDefault("1000")
    int maxSnapshots();
}
