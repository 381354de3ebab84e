package io.varve.table.feed.rest;

import io.varve.core.ServerClock;
import io.varve.storage.ObjectStore;
import io.varve.storage.config.ObjectStores;
import io.varve.table.feed.CatalogFeedContract;
import io.varve.table.feed.FaultyServer;
import io.varve.table.feed.OtherCatalog;
import io.varve.table.feed.rest.RestLocation.Access;
import io.varve.testkit.ManualDoors;
import io.varve.testkit.MinioServer;
import io.varve.testkit.NessieServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SessionCatalog.SessionContext;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTSessionCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// A REST catalog that is a server by other people, which reads our metadata from the bucket itself, and keeps its own.
class CatalogFeedInNessieTest extends CatalogFeedContract {

    private static final SessionContext CONTEXT = SessionContext.createEmpty();

    private static String bucket;
    private static NessieServer nessie;
    private static Before server;

    @Override
    protected String location() {
        return "s3://" + bucket + "/test_" + test;
    }

    /// Its faults.
    private static final class Before extends FaultyServer {
        Before(URI nessie) {
            super(nessie);
        }
    }

    @BeforeAll
    static void start() {
        URI minio = MinioServer.shared().endpoint();
        bucket = MinioServer.shared().newBucket();
        nessie = NessieServer.start(minio, bucket);
        server = new Before(nessie.uri());
    }

    @AfterAll
    static void stop() {
        if (nessie != null) {
            server.close();
            nessie.close();
        }
    }

    @Override
    protected ObjectStore store(ManualDoors time) {
        String uri =
                location() + "?path-style=true&endpoint=" + MinioServer.shared().endpoint();
        return ObjectStores.open(uri, time.doors(), ServerClock.IGNORED);
    }

    @Override
    protected OtherCatalog open() {
        return new RestOtherCatalog(
                new RestLocation(server.uri(), Optional.empty(), Optional.empty(), namespace(), Access.NONE));
    }

    @Override
    protected Faults faults() {
        return server;
    }

    private String namespace() {
        return "test_" + test;
    }

    @Override
    protected Collection<String> files(String name) {
        var files = new ArrayList<String>();
        try (RESTSessionCatalog catalog = client()) {
            Table table = catalog.loadTable(CONTEXT, TableIdentifier.of(namespace(), name));
            try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
                tasks.forEach(task -> files.add(task.file().location()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    @Override
    protected void enterForeign(String name) {
        try (RESTSessionCatalog catalog = client()) {
            Namespace namespace = Namespace.of(namespace());
            if (!catalog.namespaceExists(CONTEXT, namespace)) {
                catalog.createNamespace(CONTEXT, namespace, new HashMap<>());
            }
            catalog.buildTable(
                            CONTEXT,
                            TableIdentifier.of(namespace, name),
                            new Schema(Types.NestedField.optional(1, "theirs", Types.LongType.get())))
                    .create();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RESTSessionCatalog client() {
        var catalog = new RESTSessionCatalog(
                config -> HTTPClient.builder(config)
                        .uri(config.get(CatalogProperties.URI))
                        .build(),
                (_, _) -> log.files());
        catalog.initialize("test", Map.of(CatalogProperties.URI, nessie.uri().toString()));
        return catalog;
    }
}
