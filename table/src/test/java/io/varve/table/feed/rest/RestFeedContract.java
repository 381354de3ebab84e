package io.varve.table.feed.rest;

import io.varve.table.feed.CatalogFeedContract;
import io.varve.table.feed.FaultyServer;
import io.varve.table.feed.OtherCatalog;
import io.varve.table.feed.rest.RestLocation.Access;
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

/// What holds of REST catalogs, whichever server it is.
abstract class RestFeedContract extends CatalogFeedContract {

    private static final SessionContext CONTEXT = SessionContext.createEmpty();

    /// A server's faults.
    static final class Before extends FaultyServer {
        Before(URI server) {
            super(server);
        }
    }

    protected abstract Before server();

    @Override
    protected OtherCatalog open() {
        return new RestOtherCatalog(
                new RestLocation(server().uri(), Optional.empty(), Optional.empty(), namespace(), Access.NONE));
    }

    @Override
    protected Faults faults() {
        return server();
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
    protected Collection<String> columns(String name) {
        try (RESTSessionCatalog catalog = client()) {
            return catalog.loadTable(CONTEXT, TableIdentifier.of(namespace(), name)).schema().columns().stream()
                    .map(Types.NestedField::name)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    protected RESTSessionCatalog client() {
        var catalog = new RESTSessionCatalog(
                config -> HTTPClient.builder(config)
                        .uri(config.get(CatalogProperties.URI))
                        .build(),
                (_, _) -> log.files());
        catalog.initialize("test", Map.of(CatalogProperties.URI, server().uri().toString()));
        return catalog;
    }
}
