package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.config.ConfigKey;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

/// IncrementalAlterConfigs, versions 0–1: SET, DELETE, and APPEND and SUBTRACT for lists.
final class Api44IncrementalAlterConfigs implements ApiHandler<IncrementalAlterConfigsRequestData> {

    private final Cluster cluster;
    private final ConfigChanges changes;

    /// @param kinds what has configs that can be altered
    Api44IncrementalAlterConfigs(Cluster cluster, ConfigKinds kinds) {
        this.cluster = cluster;
        changes = new ConfigChanges(kinds);
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
            SortedMap<String, AlterableConfig> wanted = ConfigChanges.named(
                    List.copyOf(resource.configs()),
                    AlterableConfig::name,
                    config -> config.value() == null && operation(config) != OpType.DELETE);
            ConfigKind kind = changes.kind(resource.resourceType());
            ConfigKind.Resource altered = kind.named(resource.resourceName());
            var changed = new TreeMap<String, Optional<String>>();
            wanted.forEach((name, config) -> changed.put(name, changed(kind, altered.own(), config)));
            changes.alter(kind, altered, changed, request.validateOnly());
            return result.setErrorMessage(null);
        } catch (RuntimeException e) {
            ApiError error = Changes.error(e);
            return result.setErrorCode(error.error().code()).setErrorMessage(error.message());
        }
    }

    private static OpType operation(AlterableConfig config) {
        OpType operation = OpType.forId(config.configOperation());
        if (operation == null) {
            throw new InvalidRequestException("Unknown operation " + config.configOperation() + " on " + config.name());
        }
        return operation;
    }

    private static Optional<String> changed(ConfigKind kind, Map<String, String> own, AlterableConfig config) {
        return switch (operation(config)) {
            case SET -> Optional.of(config.value());
            case DELETE -> Optional.empty();
            case APPEND, SUBTRACT -> Optional.of(changedList(kind, own, config));
        };
    }

    private static String changedList(ConfigKind kind, Map<String, String> own, AlterableConfig config) {
        OpType operation = operation(config);
        ConfigKey key = kind.keys().stream()
                .filter(one -> one.name().equals(config.name()) && one.type() == ConfigDef.Type.LIST)
                .findFirst()
                .orElseThrow(() -> new InvalidConfigurationException(
                        "Can't " + operation + " to key " + config.name() + " because its type is not LIST."));
        List<String> list = elements(own.getOrDefault(key.name(), key.defaultValue()));
        for (String value : elements(config.value())) {
            if (operation == OpType.SUBTRACT) {
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
