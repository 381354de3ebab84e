package io.varve.compactor.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What is set about rewriting the log.
@ConfigMapping(prefix = "varve.compactor")
public interface CompactorConfig {

    /// How often to look whether something is due.
    @WithDefault("10s")
    Duration every();

    /// How often to look for records that are too old or too many; Kafka's `log.retention.check.interval.ms`.
    @WithDefault("5m")
    Duration retainEvery();

    /// As many bytes of write-ahead objects are worth a round. A sixteenth of the heap at most.
    @WithDefault("64M")
    MemorySize roundSize();

    /// How long a record stays in a write-ahead object, if fewer come.
    @WithDefault("5m")
    Duration roundAfter();

    /// A partition with fewer bytes of batches gets a segment only after `varve.table.lag`.
    @WithDefault("8M")
    MemorySize segmentFrom();

    /// A segment of this size is ended, and is not merged with others any more. A sixteenth of the heap at most.
    @WithDefault("128M")
    MemorySize segmentSize();

    /// The size of a segment's row groups, each of which a reader fetches by one request.
    @WithDefault("12M")
    MemorySize rowGroupSize();

    /// So many adjacent small segments of about the same size become one.
    @WithDefault("8")
    int mergeCount();

    /// How many journal epochs lie between two sweeps, after which unnamed objects are deleted.
    @WithDefault("10")
    int sweepEpochs();

    /// How long a write-ahead object or bundle stays after nobody names it any more.
    @WithDefault("15m")
    Duration grace();

    /// How long a segment, or a file of a table, stays after nobody names it any more.
    @WithDefault("P1D")
    Duration segmentGrace();
}
