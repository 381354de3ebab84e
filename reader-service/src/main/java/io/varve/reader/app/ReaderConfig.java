package io.varve.reader.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// What is set about reading.
@ConfigMapping(prefix = "varve.read")
public interface ReaderConfig {

    /// The largest answer to a fetch, whatever the consumer asks for.
    @WithDefault("55M")
    MemorySize maxResponse();

    /// How long a fetch waits for records at most, whatever the consumer asks for.
    @WithDefault("30s")
    Duration maxWait();

    /// How many fetches may wait for records at the same time; further ones are answered at once.
    @WithDefault("10000")
    int maxWaiting();

    /// How many partitions all fetch sessions together remember.
    @WithDefault("1000000")
    long maxSessionPartitions();

    /// The keys of the bucket, which the Iceberg catalog hands to everybody who asks it, so that engines
    /// need none of their own: for stores to which only those have access who may read them.
    TableAccessConfig tableAccess();

    /// The keys of the bucket, which the Iceberg catalog hands to everybody who asks it, so that engines
    /// need none of their own: for stores to which only those have access who may read them.
    interface TableAccessConfig {

        /// The access key; none is handed out if it is not set.
        Optional<String> keyId();

        /// The secret that belongs to it.
        Optional<String> secret();
    }
}
