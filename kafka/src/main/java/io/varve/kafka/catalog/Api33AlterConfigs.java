package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiError;

/// AlterConfigs, versions 0–2, of topics: what the request does not name becomes the default again.
public final class Api33AlterConfigs implements ApiHandler<AlterConfigsRequestData> {

    private final Cluster cluster;
    private final TopicConfigChanges changes;

    public Api33AlterConfigs(Cluster cluster) {
        this.cluster = cluster;
        changes = new TopicConfigChanges(new Topics(cluster), new TopicOperations(cluster));
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
            Topic topic = changes.topic(resource.resourceType(), resource.resourceName());
            changes.alter(topic, TopicConfigChanges.replacing(topic, wanted(resource)), request.validateOnly());
            return result;
        } catch (RuntimeException e) {
            ApiError error = Changes.error(e);
            return result.setErrorCode(error.error().code()).setErrorMessage(error.message());
        }
    }

    private static Map<String, String> wanted(AlterConfigsResource resource) {
        var wanted = new HashMap<String, String>();
        for (AlterableConfig config : resource.configs()) {
            if (config.value() == null) {
                throw new InvalidRequestException("Null value not supported for : " + config.name());
            }
            if (wanted.put(config.name(), config.value()) != null) {
                throw new InvalidRequestException("Error due to duplicate config keys : " + config.name());
            }
        }
        return wanted;
    }
}
