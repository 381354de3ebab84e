package io.varve.cli.serve;

import io.quarkus.runtime.QuarkusApplication;
import io.varve.node.app.Environment;
import io.varve.node.app.NodeApplication;
import io.varve.node.app.NodeProcess;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where a node keeps things and where it listens. Options go before the environment, which goes before the defaults.
public final class ServeOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps objects and journal in this folder; the same as --store file:DIR --journal file:DIR.")
    private @Nullable String data;

    @Option(
            names = "--store",
            paramLabel = "URI",
            description = "Where objects are kept (VARVE_STORE): file:DIR, s3://BUCKET?endpoint=URL&path-style=true,"
                    + " minio://BUCKET?endpoint=URL or memory:. Default: file:.varve")
    private @Nullable String store;

    @Option(
            names = "--journal",
            paramLabel = "URI",
            description = "Where the journal is kept (VARVE_JOURNAL): file:DIR, dynamodb://TABLE?endpoint=URL, store:"
                    + " (the object store itself) or memory:. Default: file:.varve")
    private @Nullable String journal;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Port for Kafka clients (VARVE_KAFKA_PORT), 0 for any free one. Default: 9092")
    private @Nullable Integer kafkaPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Port for health and metrics (VARVE_HTTP_PORT), 0 for any free one. Default: 8080")
    private @Nullable Integer httpPort;

    @Option(
            names = "--advertised-host",
            paramLabel = "HOST",
            description = "The name under which clients reach this node (VARVE_KAFKA_ADVERTISED_HOST). Default:"
                    + " localhost for a node of its own, this machine's name in a cluster")
    private @Nullable String advertisedHost;

    /// Runs a node; does not return.
    ///
    /// @param roles what the node does, separated by commas
    void serve(String roles) {
        serve(roles, NodeApplication.class);
    }

    /// Runs a node, and what an application does beside it; does not return.
    ///
    /// @param roles what the node does, separated by commas
    public void serve(String roles, Class<? extends QuarkusApplication> application, String... arguments) {
        apply();
        System.setProperty("varve.roles", roles);
        NodeProcess.run(application, arguments);
    }

    /// Sets what neither the environment nor a property of this process does.
    public void setDefault(String key, String value) {
        if (System.getProperty(key) == null && System.getenv(Environment.variable(key)) == null) {
            System.setProperty(key, value);
        }
    }

    private void apply() {
        if (data != null && (store != null || journal != null)) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "--data says where both are kept: leave out --store and --journal");
        }
        set("varve.store", data == null ? store : "file:" + data);
        set("varve.journal", data == null ? journal : "file:" + data);
        set("varve.kafka.port", kafkaPort);
        set("varve.http.port", httpPort);
        set("varve.kafka.advertised-host", advertisedHost);
    }

    private static void set(String key, @Nullable Object value) {
        if (value != null) {
            System.setProperty(key, value.toString());
        }
    }
}
