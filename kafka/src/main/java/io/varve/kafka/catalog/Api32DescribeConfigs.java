package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiError;

/// DescribeConfigs, versions 1–4: brokers, and what has configs that clients can change. All configs are listed,
/// defaults included.
final class Api32DescribeConfigs implements ApiHandler<DescribeConfigsRequestData> {

    private final Cluster cluster;
    private final ConfigKinds kinds;
    private final Map<String, String> brokerConfigs;

    /// @param kinds what has configs besides brokers
    Api32DescribeConfigs(Cluster cluster, ConfigKinds kinds, TopicDefaults defaults) {
        this.cluster = cluster;
        this.kinds = kinds;
        brokerConfigs = Map.of(
                "auto.create.topics.enable",
                Boolean.toString(defaults.autoCreate()),
                "default.replication.factor",
                "1",
                "delete.topic.enable",
                "true",
                "num.partitions",
                Integer.toString(defaults.partitionCount()));
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_CONFIGS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.DESCRIBE_CONFIGS;
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, DescribeConfigsRequestData request) {
        return Reply.later(cluster.doors().threads(), context, () -> answer(request));
    }

    private DescribeConfigsResponseData answer(DescribeConfigsRequestData request) {
        var results = new ArrayList<DescribeConfigsResult>(request.resources().size());
        for (DescribeConfigsResource resource : request.resources()) {
            results.add(describe(resource, request));
        }
        return new DescribeConfigsResponseData().setResults(results);
    }

    private DescribeConfigsResult describe(DescribeConfigsResource resource, DescribeConfigsRequestData request) {
        var result = new DescribeConfigsResult()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName());
        try {
            return result.setConfigs(configs(resource, request));
        } catch (RuntimeException e) {
            ApiError error = Changes.error(e);
            return result.setErrorCode(error.error().code()).setErrorMessage(error.message());
        }
    }

    private List<DescribeConfigsResourceResult> configs(
            DescribeConfigsResource resource, DescribeConfigsRequestData request) {
        Set<String> names = resource.configurationKeys() == null ? Set.of() : Set.copyOf(resource.configurationKeys());
        var configs = new DescribedConfigs(names, request.includeSynonyms(), request.includeDocumentation());
        if (resource.resourceType() == ConfigResource.Type.BROKER.id()) {
            // The empty name stands for what an administrator set for all brokers, of which there is nothing.
            return resource.resourceName().isEmpty() ? List.of() : ofBroker(resource, configs);
        }
        ConfigKind kind = kinds.of(resource.resourceType());
        return configs.of(kind, kind.named(resource.resourceName()).own());
    }

    private List<DescribeConfigsResourceResult> ofBroker(DescribeConfigsResource resource, DescribedConfigs configs) {
        if (cluster.catalog().nodes().values().stream()
                .noneMatch(node -> Integer.toString(node.id()).equals(resource.resourceName()))) {
            throw new InvalidRequestException("There is no broker with the id '" + resource.resourceName() + "'.");
        }
        return configs.ofBroker(brokerConfigs);
    }
}
