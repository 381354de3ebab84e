package io.varve.ingest.app;

import io.varve.ingest.produce.ProduceApis;
import io.varve.ingest.write.FlushRate;
import io.varve.ingest.write.Inlining;
import io.varve.ingest.write.Linger;
import io.varve.ingest.write.WritePath;
import io.varve.ingest.write.WriteSettings;
import io.varve.kafka.api.ApiHandler;
import io.varve.metadata.entry.NodeRole;
import io.varve.node.Duty;
import io.varve.node.NodeContext;
import io.varve.node.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/// Serves producers.
@Singleton
public class IngestRole implements Role {

    private final IngestConfig config;

    @Inject
    IngestRole(IngestConfig config) {
        this.config = config;
    }

    @Override
    public NodeRole kind() {
        return NodeRole.INGEST;
    }

    @Override
    public Duty start(NodeContext context) {
        boolean paid = context.cluster().stores().journal().shared();
        var writePath = WritePath.of(
                context.cluster(), context.self().id(), context.logs().cache()::put, settings(paid));
        context.meters().gauge("varve.ingest.buffered.bytes", writePath, WritePath::bufferedBytes);
        return new Ingesting(ProduceApis.of(context.cluster(), writePath), writePath);
    }

    /// Requests to the embedded stores cost nothing, so nothing waits for them there.
    private WriteSettings settings(boolean paid) {
        FlushRate rate = paid ? new FlushRate(config.flushesPerSecond(), config.flushBurst()) : FlushRate.UNLIMITED;
        int inlineMax = Math.toIntExact(config.inlineMax().asLongValue());
        var inlining =
                new Inlining(inlineMax, paid ? Inlining.METERED.unitsPerSecond() : Inlining.UNMETERED.unitsPerSecond());
        var linger = new Linger(
                rate, config.linger(), Math.toIntExact(config.flushBytes().asLongValue()));
        return new WriteSettings(linger, inlining, config.maxUploads());
    }

    private record Ingesting(List<ApiHandler<?>> handlers, WritePath writePath) implements Duty {

        @Override
        public void drain() {
            writePath.close();
        }

        @Override
        public void close() {}
    }
}
