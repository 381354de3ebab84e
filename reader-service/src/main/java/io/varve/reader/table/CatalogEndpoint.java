package io.varve.reader.table;

import io.varve.metadata.cluster.Cluster;
import io.varve.node.http.HttpCall;
import io.varve.node.http.HttpEndpoint;
import io.varve.node.http.HttpReply;
import io.varve.storage.config.StoreUri;
import io.varve.table.JournalCatalog;
import io.varve.table.Warehouse;
import io.varve.table.rest.RestAnswer;
import io.varve.table.rest.RestCatalog;
import io.varve.table.rest.WarehouseConfig;
import io.varve.table.rest.WarehouseConfig.AccessKeys;
import java.util.Optional;

/// Serves the topics as the tables of an Iceberg REST catalog, whose URL is that of this endpoint.
public final class CatalogEndpoint implements HttpEndpoint {

    private final RestCatalog catalog;

    /// @param storeUri where the cluster's objects are
    /// @param keys what whoever asks gets to read them with; empty if they have their own
    public CatalogEndpoint(Cluster cluster, String storeUri, Optional<AccessKeys> keys) {
        StoreUri store = StoreUri.parse(storeUri);
        Warehouse warehouse = Warehouse.of(store, cluster.clusterId());
        catalog = new RestCatalog(new JournalCatalog(cluster, warehouse), warehouse, WarehouseConfig.of(store, keys));
    }

    @Override
    public String path() {
        return "/iceberg";
    }

    @Override
    public HttpReply answer(HttpCall call) {
        RestAnswer answer =
                catalog.answer(call.method(), call.path(), call.query().isEmpty() ? null : call.query());
        return new HttpReply(answer.status(), answer.json());
    }
}
