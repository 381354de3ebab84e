package io.varve.node.app;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.varve.metadata.entry.NodeRole;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// What is set about a node, whatever its roles. Each key `varve.some-key` is also the environment variable
/// `VARVE_SOME_KEY`.
@ConfigMapping(prefix = "varve")
public interface NodeConfig {

    /// Where objects are kept: `file:DIR`, `s3://BUCKET?endpoint=URL&path-style=true`,
    /// `minio://BUCKET?endpoint=URL` or `memory:`.
    @WithDefault("file:.varve")
    String store();

    /// Where the journal is kept: `file:DIR`, `dynamodb://TABLE?endpoint=URL`, `store:` (in the object store) or
    /// `memory:`.
    @WithDefault("file:.varve")
    String journal();

    /// What this node does: `ingest`, `read`, `compact`; all that the program can if it is not set.
    Optional<Set<NodeRole>> roles();

    /// Where this node runs: clients of the same zone are sent here first.
    Optional<String> zone();

    /// Ends the process at a point of the write path, for tests: `POINT` or `POINT:N`.
    Optional<String> crashPoint();

    /// The Kafka listener.
    KafkaConfig kafka();

    /// The HTTP server.
    HttpConfig http();

    /// Topics, where their creators leave something open.
    TopicsConfig topics();

    /// How many shards a new cluster gets.
    ShardsConfig shards();

    /// How a shard that other nodes append to is followed.
    TailConfig tail();

    /// The work that keeps shards in order.
    UpkeepConfig upkeep();

    /// How much of the log is kept in memory.
    CacheConfig cache();

    /// How nodes notice that another one is gone.
    ProbeConfig probe();

    /// The Kafka listener.
    interface KafkaConfig {

        /// The address to listen on.
        @WithDefault("0.0.0.0")
        String host();

        /// The port to listen on; 0 lets the system choose.
        @WithDefault("9092")
        int port();

        /// The host that clients and other nodes connect to, if it is not the one that is listened on.
        Optional<String> advertisedHost();

        /// The port that clients and other nodes connect to, if it is not the one that is listened on.
        Optional<Integer> advertisedPort();

        /// The largest produce request.
        @WithDefault("100M")
        MemorySize maxRequestSize();

        /// The largest request of any other kind.
        @WithDefault("16M")
        MemorySize maxControlRequestSize();

        /// How many requests of one connection may be unanswered.
        @WithDefault("64")
        int maxRequestsPerConnection();

        /// How many connections are kept.
        @WithDefault("10000")
        int maxConnections();

        /// How much all requests that are not answered yet may occupy.
        @WithDefault("256M")
        MemorySize maxInFlight();

        /// How long a connection may be silent.
        @WithDefault("10m")
        Duration maxIdle();

        /// How long a client may owe the rest of a request.
        @WithDefault("10s")
        Duration maxStall();

        /// How long requests under way may take when the node stops.
        @WithDefault("10s")
        Duration maxDrain();
    }

    /// The HTTP server: health, metrics.
    interface HttpConfig {

        /// The address to listen on.
        @WithDefault("0.0.0.0")
        String host();

        /// The port to listen on; 0 lets the system choose.
        @WithDefault("8080")
        int port();
    }

    /// Topics, where their creators leave something open.
    interface TopicsConfig {

        /// How many partitions; Kafka's `num.partitions`.
        @WithDefault("1")
        int partitions();

        /// Whether a topic comes into being when a client asks where it is; Kafka's
        /// `auto.create.topics.enable`. Not by default: a topic is made by who means it, not by who
        /// mistypes its name.
        @WithDefault("false")
        boolean autoCreate();
    }

    /// How many shards a new cluster gets; fixed from then on.
    interface ShardsConfig {

        /// Shards for the logs of topics.
        @WithDefault("1")
        int data();

        /// Shards for consumer groups.
        @WithDefault("4")
        int group();
    }

    /// How a shard that other nodes append to is followed.
    interface TailConfig {

        /// Between two looks while somebody waits for records. Clients that ask where to turn have the
        /// catalog's tail
        /// looked at no oftener.
        @WithDefault("25ms")
        Duration fast();

        /// The longest time between two looks.
        @WithDefault("2s")
        Duration idle();

        /// How long after the last demand the fast pace is kept.
        @WithDefault("10s")
        Duration demandLasts();
    }

    /// The work that keeps shards in order.
    interface UpkeepConfig {

        /// How long a journal epoch lasts at least.
        @WithDefault("1m")
        Duration tickEvery();

        /// After how many entries a shard gets a snapshot.
        @WithDefault("10000")
        int snapshotEvery();

        /// How long a small flush stays in the journal before it is moved into an object.
        @WithDefault("5m")
        Duration moveAfter();

        /// How long an idle idempotent producer is remembered.
        @WithDefault("P1D")
        Duration forgetProducersAfter();

        /// How long a trim bound stands before entries are deleted.
        @WithDefault("P1D")
        Duration trimAfter();

        /// How often to look whether something is due.
        @WithDefault("10s")
        Duration every();
    }

    /// How much of the log is kept in memory.
    interface CacheConfig {

        /// For what was written lately; a quarter of the heap if it is not set.
        Optional<MemorySize> recent();

        /// For what is replayed; an eighth of the heap if it is not set.
        Optional<MemorySize> old();
    }

    /// How nodes notice that another one is gone.
    interface ProbeConfig {

        /// How often each of the others is tried.
        @WithDefault("5s")
        Duration every();

        /// How long an answer may take.
        @WithDefault("2s")
        Duration timeout();

        /// After how many failures in a row a node is taken to be down.
        @WithDefault("3")
        int failures();
    }
}
