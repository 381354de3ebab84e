package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.config.TopicConfigKey;
import io.varve.kafka.config.TopicConfigs;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiError;

/// IncrementalAlterConfigs, versions 0–1, of topics: SET, DELETE, and APPEND and SUBTRACT for lists.
public final class Api44IncrementalAlterConfigs implements ApiHandler<IncrementalAlterConfigsRequestData> {

    private final Cluster cluster;
    private final TopicConfigChanges changes;

    public Api44IncrementalAlterConfigs(Cluster cluster) {
        this.cluster = cluster;
        changes = new TopicConfigChanges(new Topics(cluster), new TopicOperations(cluster));
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.INCREMENTAL_ALTER_CONFIGS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.of(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, IncrementalAlterConfigsRequestData request) {
        return Reply.later(cluster.doors().threads(), context, () -> answer(request));
    }

    private IncrementalAlterConfigsResponseData answer(IncrementalAlterConfigsRequestData request) {
        return new IncrementalAlterConfigsResponseData()
                .setResponses(Changes.all(
                        cluster.doors().threads(),
                        "alter-configs",
                        List.copyOf(request.resources()),
                        resource -> result(resource, request)));
    }

    private AlterConfigsResourceResponse result(
            AlterConfigsResource resource, IncrementalAlterConfigsRequestData request) {
        var result = new AlterConfigsResourceResponse()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName());
        try {
            if (request.resources().findAll(resource).size() > 1) {
                throw new InvalidRequestException("Each resource must appear at most once.");
            }
            Topic topic = changes.topic(resource.resourceType(), resource.resourceName());
            changes.alter(topic, wanted(topic, resource), request.validateOnly());
            return result;
        } catch (RuntimeException e) {
            ApiError error = Changes.error(e);
            return result.setErrorCode(error.error().code()).setErrorMessage(error.message());
        }
    }

    private static Map<String, Optional<String>> wanted(Topic topic, AlterConfigsResource resource) {
        var wanted = new HashMap<String, Optional<String>>();
        for (AlterableConfig config : resource.configs()) {
            if (wanted.put(config.name(), wanted(topic, config)) != null) {
                throw new InvalidRequestException("Error due to duplicate config keys : " + config.name());
            }
        }
        return wanted;
    }

    private static Optional<String> wanted(Topic topic, AlterableConfig config) {
        OpType operation = OpType.forId(config.configOperation());
        if (operation == null) {
            throw new InvalidRequestException("Unknown operation " + config.configOperation() + " on " + config.name());
        }
        if (operation == OpType.DELETE) {
            return Optional.empty();
        }
        if (config.value() == null) {
            throw new InvalidRequestException("Null value not supported for : " + config.name());
        }
        return Optional.of(
                operation == OpType.SET
                        ? config.value()
                        : changedList(topic, config.name(), config.value(), operation == OpType.APPEND));
    }

    private static String changedList(Topic topic, String name, String values, boolean append) {
        TopicConfigKey key = TopicConfigs.key(name)
                .orElseThrow(() -> new InvalidConfigurationException("Unknown topic config name: " + name));
        if (key.type() != ConfigDef.Type.LIST) {
            throw new InvalidConfigurationException(
                    "Can't " + (append ? "APPEND" : "SUBTRACT") + " to key " + name + " because its type is not LIST.");
        }
        List<String> list = elements(topic.configs().getOrDefault(name, key.defaultValue()));
        for (String value : elements(values)) {
            if (!append) {
                list.remove(value);
            } else if (!list.contains(value)) {
                list.add(value);
            }
        }
        return String.join(",", list);
    }

    private static List<String> elements(String list) {
        return list.isEmpty() ? new ArrayList<>() : new ArrayList<>(Arrays.asList(list.split(",", -1)));
    }
}
