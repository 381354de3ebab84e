package io.varve.node;

import io.varve.kafka.catalog.TopicDefaults;
import io.varve.kafka.net.ListenerSettings.Bounds;
import io.varve.metadata.cluster.ClusterSettings;
import java.time.Duration;

/// How a process takes part in a cluster.
public record NodeSettings(
        Locations stores,
        Endpoint endpoint,
        ClusterSettings cluster,
        CacheSizes caches,
        Probing probing,
        TopicDefaults topics) {

    /// @param storeUri where objects are kept
    /// @param journalUri where the journal is kept
    public record Locations(String storeUri, String journalUri) {}

    /// Where clients connect.
    ///
    /// @param bindHost the address to listen on
    /// @param kafkaPort zero lets the system choose
    /// @param advertised what clients are told, if it is not the same
    /// @param httpPort the port of the HTTP server of this process
    /// @param maxInFlightBytes of all requests that have not been answered
    public record Endpoint(
            String bindHost,
            int kafkaPort,
            Advertised advertised,
            int httpPort,
            Bounds bounds,
            long maxInFlightBytes) {}

    /// What clients and other nodes are told to connect to.
    ///
    /// @param host empty for the default, see [AdvertisedHost]
    /// @param kafkaPort zero for the port that is listened on
    /// @param zone where the node runs, empty if that does not matter
    public record Advertised(String host, int kafkaPort, String zone) {

        public static final Advertised DEFAULT = new Advertised("", 0, "");
    }

    /// How much of the log is kept in memory.
    ///
    /// @param recentBytes for what was written lately
    /// @param oldBytes for what is replayed
    public record CacheSizes(long recentBytes, long oldBytes) {}

    /// How nodes notice that another one is gone.
    ///
    /// @param every how often each of the others is tried
    /// @param timeout how long a connection may take
    /// @param failures so many in a row, and the other node is declared down
    public record Probing(Duration every, Duration timeout, int failures) {

        public static final Probing DEFAULT = new Probing(Duration.ofSeconds(5), Duration.ofSeconds(2), 3);

        public Probing {
            if (!every.isPositive() || !timeout.isPositive() || failures < 1) {
                throw new IllegalArgumentException("other nodes are tried every " + every + " for " + timeout
                        + ", and are down after " + failures + " failures");
            }
        }
    }
}
