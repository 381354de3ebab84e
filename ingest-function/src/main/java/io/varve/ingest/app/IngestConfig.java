package io.varve.ingest.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What is set about writing.
@ConfigMapping(prefix = "varve.ingest")
public interface IngestConfig {

    /// How long a batch waits for company at most, while the flush budget is spent.
    @WithDefault("250ms")
    Duration linger();

    /// How long a batch waits at least for those that arrive at the same time, where requests to the stores are
    /// paid for.
    @WithDefault("2ms")
    Duration gather();

    /// As many bytes are worth a flush of their own.
    @WithDefault("4M")
    MemorySize flushBytes();

    /// How many flushes a second may begin without further wait, where requests to the stores are paid for.
    @WithDefault("4")
    int flushesPerSecond();

    /// How many flushes may be saved up.
    @WithDefault("20")
    int flushBurst();

    /// The largest flush that goes into the journal's entry itself, without an object.
    @WithDefault("4K")
    MemorySize inlineMax();

    /// How many flushes upload at the same time.
    @WithDefault("16")
    int maxUploads();
}
