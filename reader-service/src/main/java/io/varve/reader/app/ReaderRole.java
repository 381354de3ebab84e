package io.varve.reader.app;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.fetch.Api01Fetch;
import io.varve.log.read.LogReader;
import io.varve.log.read.ReadSettings;
import io.varve.metadata.entry.NodeRole;
import io.varve.node.Duty;
import io.varve.node.NodeContext;
import io.varve.node.Role;
import io.varve.reader.fetch.FetchSettings;
import io.varve.reader.fetch.PartitionFetch;
import io.varve.reader.forward.ForwardedApis;
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

    @Inject
    ReaderRole(ReaderConfig config) {
        this(
                new FetchSettings(Math.toIntExact(config.maxResponse().asLongValue()), config.maxSessionPartitions()),
                new ReadSettings(config.maxWaiting(), config.maxWait()));
    }

    public ReaderRole(FetchSettings fetchSettings, ReadSettings readSettings) {
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
        if (context.self().roles().contains(NodeRole.INGEST)) {
            return new Reading(List.of(fetch), reader, Optional.empty());
        }
        var forwarded = ForwardedApis.of(context.cluster(), context.self(), context.topicDefaults());
        var handlers = new ArrayList<ApiHandler<?>>(forwarded.handlers());
        handlers.add(fetch);
        return new Reading(handlers, reader, Optional.of(forwarded));
    }

    private record Reading(List<ApiHandler<?>> handlers, LogReader reader, Optional<ForwardedApis> forwarded)
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
