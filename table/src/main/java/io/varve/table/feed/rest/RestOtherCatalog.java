package io.varve.table.feed.rest;

import io.varve.table.feed.HeldTable;
import io.varve.table.feed.OtherCatalog;
import io.varve.table.feed.OtherCatalogException;
import io.varve.table.feed.OwnTable;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SessionCatalog.SessionContext;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTCatalogProperties;
import org.apache.iceberg.rest.RESTSessionCatalog;
import org.apache.iceberg.rest.RESTUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An Iceberg REST catalog. A table is registered by the place of our metadata, and from then on brought up by commits
/// of what is new and what has expired, which name the snapshot that they were made against: the server refuses one
/// that comes late. It keeps metadata of its own for each, below the table's location.
public final class RestOtherCatalog implements OtherCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(RestOtherCatalog.class);

    private static final Map<String, String> BOUNDS = Map.of(
            "rest.client.connection-timeout-ms",
            "5000",
            "rest.client.socket-timeout-ms",
            "20000",
            // Whoever asks comes again.
            "rest.client.max-retries",
            "1",
            RESTCatalogProperties.METRICS_REPORTING_ENABLED,
            "false");

    /// Then the server is taken to keep its snapshots as it sees fit, as Nessie does.
    private static final int MAX_REFUSALS = 3;

    private final RestLocation location;
    private final Namespace namespace;

    private volatile @Nullable Connected connected;

    /// How often in a row expired snapshots were not let go.
    private int refusals;

    public RestOtherCatalog(RestLocation location) {
        this.location = location;
        this.namespace = location.levels();
    }

    private record Connected(RESTSessionCatalog catalog, SessionContext context) {}

    @Override
    public String nameOf(String tableName) {
        return tableName;
    }

    @Override
    public Collection<String> names() {
        return read("list the tables of " + namespace, () -> {
            Connected to = connected();
            try {
                return to.catalog.listTables(to.context, namespace).stream()
                        .map(TableIdentifier::name)
                        .toList();
            } catch (NoSuchNamespaceException e) {
                return List.of();
            }
        });
    }

    @Override
    public Optional<HeldTable> look(String name) {
        TableIdentifier identifier = TableIdentifier.of(namespace, name);
        return read("load " + identifier, () -> {
            Connected to = connected();
            try {
                Table table = to.catalog.loadTable(to.context, identifier);
                TableOperations operations = ((HasTableOperations) table).operations();
                return Optional.of(
                        new RestTable(identifier, operations, operations.current(), refusals < MAX_REFUSALS));
            } catch (NoSuchTableException | NoSuchNamespaceException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Change register(String name, OwnTable ours) {
        TableIdentifier identifier = TableIdentifier.of(namespace, name);
        return change("register " + ours.location() + " as " + identifier, () -> {
            Connected to = connected();
            try {
                to.catalog.registerTable(to.context, identifier, ours.location());
                return Change.DONE;
            } catch (NoSuchNamespaceException e) {
                createNamespace(to);
                return Change.CONFLICT;
            }
        });
    }

    private void createNamespace(Connected to) {
        try {
            // Iceberg looks for null in it, which not every map lets it do.
            to.catalog.createNamespace(to.context, namespace, new HashMap<>());
            LOG.info("created a namespace in another catalog namespace={}", namespace);
        } catch (AlreadyExistsException e) {
            LOG.debug("another node has created the namespace namespace={}", namespace);
        }
    }

    /// What has expired goes by a commit of its own: the present matters, and a server that keeps its snapshots
    /// as it sees fit takes it all the same.
    @Override
    public Change advance(HeldTable held, OwnTable ours) {
        RestTable table = (RestTable) held;
        Change change = commit(table, table.with(ours));
        if (change == Change.DONE && table.hasSurplus(ours)) {
            RestTable advanced = table.refreshed();
            expire(advanced, advanced.like(ours));
        }
        return change;
    }

    private void expire(RestTable table, TableMetadata updated) {
        String reason;
        try {
            Change change = commit(table, updated);
            if (change != Change.UNKNOWN) {
                // In a conflict another node was faster with the same.
                refusals = 0;
                return;
            }
            reason = "its server failed";
        } catch (OtherCatalogException e) {
            reason = String.valueOf(e.getMessage());
        }
        if (++refusals == MAX_REFUSALS) {
            LOG.warn(
                    "another catalog keeps snapshots that have expired here, whose files will be gone reason={}",
                    reason);
        }
    }

    private static Change commit(RestTable table, TableMetadata updated) {
        if (updated.changes().isEmpty()) {
            return Change.DONE;
        }
        return change("change " + table.identifier(), () -> {
            table.operations().commit(table.base(), updated);
            return Change.DONE;
        });
    }

    @Override
    public Change drop(HeldTable held) {
        TableIdentifier identifier = ((RestTable) held).identifier();
        return change("drop " + identifier, () -> {
            Connected to = connected();
            // Not purged: the files are ours. If it is gone already, that was the aim.
            to.catalog.dropTable(to.context, identifier);
            return Change.DONE;
        });
    }

    private static <T> T read(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (OtherCatalogException e) {
            throw e;
        } catch (RuntimeException e) {
            throw RestFailure.ofRead(doing, e);
        }
    }

    private static Change change(String doing, Supplier<Change> request) {
        try {
            return request.get();
        } catch (OtherCatalogException e) {
            throw e;
        } catch (RuntimeException e) {
            return RestFailure.ofChange(doing, e);
        }
    }

    /// The server is asked for its configuration first, so a client is made when it is needed.
    private Connected connected() {
        Connected known = connected;
        if (known != null) {
            return known;
        }
        var catalog = new RESTSessionCatalog(
                config -> HTTPClient.builder(config)
                        .uri(config.get(CatalogProperties.URI))
                        .withHeaders(RESTUtil.configHeaders(config))
                        .build(),
                (_, _) -> new NoFiles());
        var properties = new LinkedHashMap<>(BOUNDS);
        properties.putAll(location.properties());
        try {
            catalog.initialize("other", properties);
        } catch (RuntimeException e) {
            throw RestFailure.ofConnect(location.uri(), e);
        }
        Connected made = new Connected(catalog, SessionContext.createEmpty());
        connected = made;
        return made;
    }

    @Override
    public void close() {
        Connected known = connected;
        if (known == null) {
            return;
        }
        try {
            known.catalog.close();
        } catch (IOException e) {
            LOG.warn("cannot close the client of another catalog reason={}", e.toString());
        }
    }
}
