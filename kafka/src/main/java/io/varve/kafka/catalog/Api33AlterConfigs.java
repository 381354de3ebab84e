package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.cluster.Cluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiError;

/// AlterConfigs, versions 0–2: what the request does not name becomes the default again.
final class Api33AlterConfigs implements ApiHandler<AlterConfigsRequestData> {

    private final Cluster cluster;
    private final ConfigChanges changes;

    /// @param kinds what has configs that can be altered
    Api33AlterConfigs(Cluster cluster, ConfigKinds kinds) {
        this.cluster = cluster;
        changes = new ConfigChanges(kinds);
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_CONFIGS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.of(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, AlterConfigsRequestData request) {
        return Reply.later(cluster.doors().threads(), context, () -> answer(request));
    }

    private AlterConfigsResponseData answer(AlterConfigsRequestData request) {
        return new AlterConfigsResponseData()
                .setResponses(Changes.all(
                        cluster.doors().threads(),
                        "alter-configs",
                        List.copyOf(request.resources()),
                        resource -> result(resource, request)));
    }

    private AlterConfigsResourceResponse result(AlterConfigsResource resource, AlterConfigsRequestData request) {
        var result = new AlterConfigsResourceResponse()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName());
        try {
            if (request.resources().findAll(resource).size() > 1) {
                throw new InvalidRequestException("Each resource must appear at most once.");
            }
            SortedMap<String, AlterableConfig> wanted = ConfigChanges.named(
                    List.copyOf(resource.configs()), AlterableConfig::name, config -> config.value() == null);
            ConfigKind kind = changes.kind(resource.resourceType());
            ConfigKind.Resource altered = kind.named(resource.resourceName());
            changes.alter(kind, altered, replacing(altered.own(), wanted), request.validateOnly());
            return result.setErrorMessage(null);
        } catch (RuntimeException e) {
            ApiError error = Changes.error(e);
            return result.setErrorCode(error.error().code()).setErrorMessage(error.message());
        }
    }

    /// What makes a resource's own configs exactly these.
    private static SortedMap<String, Optional<String>> replacing(
            Map<String, String> own, Map<String, AlterableConfig> wanted) {
        var changes = new TreeMap<String, Optional<String>>();
        own.keySet().forEach(name -> changes.put(name, Optional.empty()));
        wanted.forEach((name, config) -> changes.put(name, Optional.of(config.value())));
        return changes;
    }
}
