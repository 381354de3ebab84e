package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Node;
import io.varve.metadata.cluster.Cluster;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// ListConfigResources, versions 0–1 (KIP-1142): topics, nodes, and the groups that have configs of their own. Loggers
/// and client metrics have no configs here, so none is listed.
final class Api74ListConfigResources implements ApiHandler<ListConfigResourcesRequestData> {

    /// The version that knows client metrics alone, and does not ask for a type.
    private static final int CLIENT_METRICS_ONLY = 0;

    private final Cluster cluster;

    Api74ListConfigResources(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_CONFIG_RESOURCES;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ListConfigResourcesRequestData request) {
        return Reply.later(
                cluster.doors().threads(), context, () -> answer(types(context.version(), request.resourceTypes())));
    }

    private static Set<ConfigResource.Type> types(int version, List<Byte> asked) {
        if (version == CLIENT_METRICS_ONLY) {
            return EnumSet.of(ConfigResource.Type.CLIENT_METRICS);
        }
        if (asked.isEmpty()) {
            return EnumSet.complementOf(EnumSet.of(ConfigResource.Type.UNKNOWN));
        }
        var types = EnumSet.noneOf(ConfigResource.Type.class);
        asked.forEach(type -> types.add(ConfigResource.Type.forId(type)));
        return types;
    }

    private ListConfigResourcesResponseData answer(Set<ConfigResource.Type> types) {
        if (types.contains(ConfigResource.Type.UNKNOWN)) {
            return new ListConfigResourcesResponseData().setErrorCode(Errors.UNSUPPORTED_VERSION.code());
        }
        Catalog catalog = cluster.freshCatalog();
        return new ListConfigResourcesResponseData()
                .setConfigResources(types.stream()
                        .flatMap(type -> names(type, catalog)
                                .sorted()
                                .map(name -> new ListConfigResourcesResponseData.ConfigResource()
                                        .setResourceType(type.id())
                                        .setResourceName(name)))
                        .toList());
    }

    private static Stream<String> names(ConfigResource.Type type, Catalog catalog) {
        return switch (type) {
            case TOPIC -> catalog.topicsByName().keySet().stream();
            case GROUP -> catalog.groupConfigs().keySet().stream();
            case BROKER -> catalog.nodes().values().stream().filter(Node::up).map(node -> Integer.toString(node.id()));
            case BROKER_LOGGER, CLIENT_METRICS, UNKNOWN -> Stream.of();
        };
    }
}
