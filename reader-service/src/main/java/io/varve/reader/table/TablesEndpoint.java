package io.varve.reader.table;

import io.varve.kafka.config.TopicSettings;
import io.varve.metadata.cluster.Cluster;
import io.varve.node.http.HttpCall;
import io.varve.node.http.HttpEndpoint;
import io.varve.node.http.HttpReply;
import io.varve.storage.config.StoreUri;
import io.varve.table.TableReports;
import io.varve.table.Warehouse;
import io.varve.table.rest.RestAnswer;
import io.varve.table.rest.RestTables;

/// Tells how the topics' tables fare, all of them or one: `/tables`, `/tables/{topic}`.
public final class TablesEndpoint implements HttpEndpoint {

    private final RestTables tables;

    /// @param storeUri where the cluster's objects are
    public TablesEndpoint(Cluster cluster, String storeUri) {
        Warehouse warehouse = Warehouse.of(StoreUri.parse(storeUri), cluster.clusterId());
        tables = new RestTables(
                new TableReports(cluster, warehouse),
                topic -> TopicSettings.of(topic.configs()).compacted());
    }

    @Override
    public String path() {
        return "/tables";
    }

    @Override
    public HttpReply answer(HttpCall call) {
        RestAnswer answer = tables.answer(call.method(), call.path());
        return new HttpReply(answer.status(), answer.json());
    }
}
