package io.varve.reader.app;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.fetch.Api01Fetch;
import io.varve.log.read.LogReader;
import io.varve.log.read.ReadSettings;
import io.varve.metadata.entry.NodeRole;
import io.varve.node.Duty;
import io.varve.node.NodeContext;
import io.varve.node.Role;
import io.varve.node.http.HttpEndpoint;
import io.varve.reader.fetch.FetchSettings;
import io.varve.reader.fetch.PartitionFetch;
import io.varve.reader.forward.ForwardedApis;
import io.varve.reader.table.CatalogEndpoint;
import io.varve.reader.table.TablesEndpoint;
import io.varve.table.rest.WarehouseConfig.AccessKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Serves consumers.
@Singleton
public class ReaderRole implements Role {

    private final FetchSettings fetchSettings;
    private final ReadSettings readSettings;
    private final Optional<AccessKeys> tableKeys;

    @Inject
    ReaderRole(ReaderConfig config) {
        this(
                new FetchSettings(Math.toIntExact(config.maxResponse().asLongValue()), config.maxSessionPartitions()),
                new ReadSettings(config.maxWaiting(), config.maxWait()),
                config.tableAccess()
                        .keyId()
                        .flatMap(id -> config.tableAccess().secret().map(secret -> new AccessKeys(id, secret))));
    }

    /// @param tableKeys what engines get to read tables with
    public ReaderRole(FetchSettings fetchSettings, ReadSettings readSettings, Optional<AccessKeys> tableKeys) {
        this.tableKeys = tableKeys;
        this.fetchSettings = fetchSettings;
        this.readSettings = readSettings;
    }

    @Override
    public NodeRole kind() {
        return NodeRole.READ;
    }

    @Override
    public Duty start(NodeContext context) {
        var reader = new LogReader(context.logs().shards(), context.logs().runs(), readSettings, context.doors());
        var fetch = new Api01Fetch(
                new PartitionFetch(context.topics(), reader, fetchSettings),
                fetchSettings.maxSessionPartitions(),
                context.doors());
        context.meters().gauge("varve.fetch.sessions", fetch, Api01Fetch::sessionCount);
        context.meters().gauge("varve.fetch.waiting", reader, LogReader::waiting);
        String storeUri = context.stores().storeUri();
        List<HttpEndpoint> endpoints = List.of(
                new CatalogEndpoint(context.cluster(), storeUri, tableKeys),
                new TablesEndpoint(context.cluster(), storeUri));
        if (context.self().roles().contains(NodeRole.INGEST)) {
            return new Reading(List.of(fetch), endpoints, reader, Optional.empty());
        }
        var forwarded = ForwardedApis.of(context.cluster(), context.self(), context.topicDefaults());
        var handlers = new ArrayList<ApiHandler<?>>(forwarded.handlers());
        handlers.add(fetch);
        return new Reading(handlers, endpoints, reader, Optional.of(forwarded));
    }

    private record Reading(
            List<ApiHandler<?>> handlers,
            List<HttpEndpoint> endpoints,
            LogReader reader,
            Optional<ForwardedApis> forwarded)
            implements Duty {

        @Override
        public void drain() {
            reader.drain();
        }

        @Override
        public void close() {
            forwarded.ifPresent(ForwardedApis::close);
        }
    }
}
