package io.varve.testkit;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Nessie, an Iceberg REST catalog by other people, in memory, over one bucket of a server that speaks S3.
public final class NessieServer implements AutoCloseable {

    private final ServerProcess process;
    private final URI catalog;

    private NessieServer(ServerProcess process, URI catalog) {
        this.process = process;
        this.catalog = catalog;
    }

    /// A server of the caller's own, to be closed by it.
    ///
    /// @throws org.opentest4j.TestAbortedException if there is no Nessie
    public static NessieServer start(URI s3Endpoint, String bucket) {
        Path archive = CatalogPrograms.find("Nessie", "", "nessie-quarkus-*.jar");
        int port = ServerProcess.freePort();
        Map<String, String> settings = Map.ofEntries(
                Map.entry("quarkus.http.host", "127.0.0.1"),
                Map.entry("quarkus.http.port", Integer.toString(port)),
                Map.entry("quarkus.management.host", "127.0.0.1"),
                Map.entry("quarkus.management.port", Integer.toString(ServerProcess.freePort())),
                // It tells clients where it is, which behind a proxy is where that is.
                Map.entry("quarkus.http.proxy.proxy-address-forwarding", "true"),
                Map.entry("quarkus.http.proxy.allow-x-forwarded", "true"),
                Map.entry("quarkus.http.proxy.enable-forwarded-host", "true"),
                Map.entry("nessie.version.store.type", "IN_MEMORY"),
                Map.entry("nessie.catalog.default-warehouse", "lake"),
                Map.entry("nessie.catalog.warehouses.lake.location", "s3://" + bucket),
                Map.entry("nessie.catalog.service.s3.default-options.endpoint", s3Endpoint.toString()),
                Map.entry("nessie.catalog.service.s3.default-options.path-style-access", "true"),
                Map.entry("nessie.catalog.service.s3.default-options.region", "us-east-1"),
                Map.entry("nessie.catalog.service.s3.default-options.access-key", "urn:nessie-secret:quarkus:bucket"),
                Map.entry("bucket.name", TestCredentials.ACCESS_KEY_ID),
                Map.entry("bucket.secret", TestCredentials.SECRET_ACCESS_KEY));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("-XX:TieredStopAtLevel=1");
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", archive.toString()));
        ServerProcess process =
                ServerProcess.start("Nessie", ServerProcess.newFolder("nessie"), command, Map.of(), port);
        return new NessieServer(process, URI.create("http://127.0.0.1:" + port + "/iceberg"));
    }

    /// Of the REST catalog.
    public URI uri() {
        return catalog;
    }

    @Override
    public void close() {
        process.close();
    }
}
