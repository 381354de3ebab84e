package io.varve.simulation.torture;

import io.varve.testkit.MinioServer;
import io.varve.testkit.ServerProcess;
import io.varve.testkit.TestCredentials;
import io.varve.testkit.Toxiproxy;
import io.varve.testkit.Toxiproxy.Proxy;
import io.varve.testkit.dynamodb.Dynalite;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Two ingest nodes and a reader over MinIO and Dynalite, each with a proxy of its own to each store and to its
/// clients.
///
/// ```
///   clients --> proxy --> node --> proxy --> MinIO
///                              `-> proxy --> Dynalite
/// ```
final class Cluster implements AutoCloseable {

    static final String INGEST_A = "ingest-a";
    static final String INGEST_B = "ingest-b";
    static final String READER = "reader";

    static final int DATA_SHARDS = 2;

    private static final String BUCKET = "varve";
    private static final String HOST = "127.0.0.1";

    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
    private final Map<String, Links> proxies = new HashMap<>();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /// What nodes are started with.
    ///
    /// @param jar the packaged application
    /// @param logs a folder that takes what they say
    /// @param settings environment variables, besides those that all runs have
    record Program(Path jar, Path logs, Map<String, String> settings) {

        Program {
            settings = Map.copyOf(settings);
        }
    }

    private Cluster() {}

    /// Starts the stores, and begins to start the nodes.
    static Cluster start(Program program) {
        var cluster = new Cluster();
        try {
            cluster.open(program);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void open(Program program) {
        Toxiproxy toxiproxy = opened(Toxiproxy.start());
        MinioServer minio = opened(MinioServer.start());
        minio.createBucket(BUCKET);
        Dynalite dynalite = opened(Dynalite.start());
        Map.of(INGEST_A, "ingest", INGEST_B, "ingest", READER, "read").forEach((name, role) -> {
            int port = ServerProcess.lastingPort();
            var links = new Links(
                    toxiproxy.proxy(name + "-clients", port),
                    toxiproxy.proxy(name + "-objects", minio.endpoint().getPort()),
                    toxiproxy.proxy(name + "-journal", dynalite.endpoint().getPort()));
            proxies.put(name, links);
            Path log = program.logs().resolve(name + ".log");
            Map<String, String> environment = environment(name, port, links);
            environment.putAll(program.settings());
            var node = opened(new NodeProcess(name, command(program.jar(), role), environment, log));
            nodes.put(name, node);
            node.start();
        });
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static List<String> command(Path jar, String role) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-jar",
                jar.toString(),
                role);
    }

    private static Map<String, String> environment(String name, int port, Links links) {
        var environment = new HashMap<>(TestCredentials.ENVIRONMENT);
        environment.put("AWS_REGION", "us-east-1");
        environment.put("VARVE_STORE", "s3://" + BUCKET + "?endpoint=" + url(links.objects()) + "&path-style=true");
        environment.put("VARVE_JOURNAL", "dynamodb://varve?endpoint=" + url(links.journal()));
        environment.put("VARVE_ZONE", name);
        environment.put("VARVE_KAFKA_HOST", HOST);
        environment.put("VARVE_KAFKA_PORT", Integer.toString(port));
        environment.put("VARVE_KAFKA_ADVERTISED_HOST", HOST);
        environment.put(
                "VARVE_KAFKA_ADVERTISED_PORT", Integer.toString(links.clients().port()));
        environment.put("VARVE_HTTP_HOST", HOST);
        environment.put("VARVE_HTTP_PORT", "0");
        // Topics of different shards depend on each other in nothing.
        environment.put("VARVE_SHARDS_DATA", Integer.toString(DATA_SHARDS));
        // What else happens once in a while happens often in a minute.
        environment.put("VARVE_PROBE_EVERY", "1s");
        environment.put("VARVE_PROBE_TIMEOUT", "1s");
        environment.put("VARVE_PROBE_FAILURES", "2");
        environment.put("VARVE_UPKEEP_EVERY", "1s");
        environment.put("VARVE_UPKEEP_TICK_EVERY", "5s");
        environment.put("VARVE_UPKEEP_SNAPSHOT_EVERY", "100");
        environment.put("VARVE_UPKEEP_MOVE_AFTER", "5s");
        return environment;
    }

    private static URI url(Proxy proxy) {
        return URI.create("http://" + HOST + ":" + proxy.port());
    }

    List<NodeProcess> nodes() {
        return List.copyOf(nodes.values());
    }

    NodeProcess node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    Proxy link(String node, Link link) {
        return Objects.requireNonNull(proxies.get(node), node).of(link);
    }

    /// Where clients reach a node, through its proxy.
    String address(String node) {
        return HOST + ":" + link(node, Link.CLIENTS).port();
    }

    /// Where clients reach all ingest nodes.
    String ingestAddresses() {
        return List.of(INGEST_A, INGEST_B).stream().map(this::address).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("did not end cleanly: " + e);
            }
        }
    }
}
