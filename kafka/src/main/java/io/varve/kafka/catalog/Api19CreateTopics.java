package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Deadline;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.config.TopicConfigKey;
import io.varve.kafka.config.TopicConfigs;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiError;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/// CreateTopics, versions 2–7. A topic is answered once it takes records.
///
/// A replication factor must be positive and is otherwise without a meaning, since the object store replicates; so are
/// the nodes of a manual assignment, of which only the number of partitions counts. The answer lists Kafka's configs
/// alone, for that is what its clients check; DescribeConfigs has Varve's own too.
public final class Api19CreateTopics implements ApiHandler<CreateTopicsRequestData> {

    /// Of all topics of a request together, as on Kafka.
    private static final int MAX_PARTITIONS_PER_REQUEST = 10_000;

    private static final int DEFAULT = -1;
    private static final short REPLICATION_FACTOR = 1;

    private final Cluster cluster;
    private final TopicOperations operations;
    private final int defaultPartitionCount;

    /// @param defaultPartitionCount of topics whose creator leaves it open, `num.partitions`
    public Api19CreateTopics(Cluster cluster, int defaultPartitionCount) {
        this.cluster = cluster;
        this.defaultPartitionCount = defaultPartitionCount;
        operations = new TopicOperations(cluster);
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.CREATE_TOPICS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.of(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, CreateTopicsRequestData request) {
        CompletionStage<Reply> reply = Reply.later(cluster.doors().threads(), context, () -> answer(request));
        return Deadline.bound(reply, request.timeoutMs(), cluster.doors().timers());
    }

    private CreateTopicsResponseData answer(CreateTopicsRequestData request) {
        requireFewPartitions(request);
        Set<String> repeated = repeated(request);
        var wanted = List.copyOf(request.topics());
        var response = new CreateTopicsResponseData();
        Changes.all(
                        cluster.doors().threads(),
                        "create-topic",
                        wanted,
                        topic -> result(topic, repeated, request.validateOnly()))
                .forEach(result -> {
                    // A name that is asked for twice is answered once.
                    if (response.topics().find(result.name()) == null) {
                        response.topics().add(result);
                    }
                });
        return response;
    }

    private void requireFewPartitions(CreateTopicsRequestData request) {
        long partitions = 0;
        for (CreatableTopic topic : request.topics()) {
            partitions += topic.assignments().isEmpty()
                    ? Math.max(0, topic.numPartitions() == DEFAULT ? defaultPartitionCount : topic.numPartitions())
                    : topic.assignments().size();
        }
        if (partitions > MAX_PARTITIONS_PER_REQUEST) {
            throw new PolicyViolationException("Excessively large number of partitions per request.");
        }
    }

    private static Set<String> repeated(CreateTopicsRequestData request) {
        var seen = new HashSet<String>();
        var repeated = new HashSet<String>();
        for (CreatableTopic topic : request.topics()) {
            if (!seen.add(topic.name())) {
                repeated.add(topic.name());
            }
        }
        return repeated;
    }

    private CreatableTopicResult result(CreatableTopic wanted, Set<String> repeated, boolean validateOnly) {
        try {
            if (repeated.contains(wanted.name())) {
                throw new InvalidRequestException("Duplicate topic name.");
            }
            return create(wanted, validateOnly);
        } catch (RuntimeException e) {
            ApiError error = Changes.error(e);
            return new CreatableTopicResult()
                    .setName(wanted.name())
                    .setErrorCode(error.error().code())
                    .setErrorMessage(error.message());
        }
    }

    private CreatableTopicResult create(CreatableTopic wanted, boolean validateOnly) {
        org.apache.kafka.common.internals.Topic.validate(wanted.name());
        int partitionCount = partitionCount(wanted);
        SortedMap<String, String> configs = configs(wanted);
        var result = new CreatableTopicResult()
                .setName(wanted.name())
                .setNumPartitions(partitionCount)
                .setReplicationFactor(REPLICATION_FACTOR)
                .setConfigs(describe(configs));
        if (validateOnly) {
            Changes.require(operations.tryCreate(wanted.name(), partitionCount, configs));
            return result;
        }
        Changes.require(operations.create(wanted.name(), partitionCount, configs));
        return cluster.catalog()
                .topic(wanted.name())
                .map(Topic::id)
                .map(id -> result.setTopicId(Topics.uuid(id)))
                .orElse(result);
    }

    private int partitionCount(CreatableTopic wanted) {
        if (!wanted.assignments().isEmpty()) {
            return assignedPartitionCount(wanted);
        }
        if (wanted.replicationFactor() == 0 || wanted.replicationFactor() < DEFAULT) {
            throw new InvalidReplicationFactorException("Replication factor was set to an invalid non-positive value.");
        }
        if (wanted.numPartitions() == 0 || wanted.numPartitions() < DEFAULT) {
            throw new InvalidPartitionsException("Number of partitions was set to an invalid non-positive value.");
        }
        return wanted.numPartitions() == DEFAULT ? defaultPartitionCount : wanted.numPartitions();
    }

    private static int assignedPartitionCount(CreatableTopic wanted) {
        if (wanted.replicationFactor() != DEFAULT || wanted.numPartitions() != DEFAULT) {
            throw new InvalidRequestException(
                    "A manual partition assignment was specified, but replication factor or numPartitions was not set to"
                            + " -1.");
        }
        int partitionCount = wanted.assignments().size();
        var indexes = new HashSet<Integer>();
        for (CreatableReplicaAssignment assignment : wanted.assignments()) {
            int index = assignment.partitionIndex();
            if (index < 0 || index >= partitionCount || !indexes.add(index)) {
                throw new InvalidReplicaAssignmentException(
                        "partitions should be a consecutive 0-based integer sequence");
            }
            if (assignment.brokerIds().isEmpty()) {
                throw new InvalidReplicaAssignmentException(
                        "The manual partition assignment includes an empty replica list.");
            }
        }
        return partitionCount;
    }

    private static SortedMap<String, String> configs(CreatableTopic wanted) {
        var configs = new TreeMap<String, String>();
        for (CreatableTopicConfig config : wanted.configs()) {
            if (config.value() == null) {
                throw new InvalidConfigurationException("Null value not supported for topic configs: " + config.name());
            }
            configs.put(config.name(), config.value());
        }
        TopicConfigs.validate(configs);
        return configs;
    }

    private static List<CreatableTopicConfigs> describe(SortedMap<String, String> overrides) {
        return TopicConfigs.keys().stream()
                .filter(key -> !key.varvesOwn())
                .map(key -> new CreatableTopicConfigs()
                        .setName(key.name())
                        .setValue(value(key, overrides))
                        .setReadOnly(false)
                        .setIsSensitive(false)
                        .setConfigSource(source(overrides.containsKey(key.name()))))
                .toList();
    }

    private static byte source(boolean overridden) {
        return (overridden ? ConfigSource.TOPIC_CONFIG : ConfigSource.DEFAULT_CONFIG).id();
    }

    private static String value(TopicConfigKey key, SortedMap<String, String> overrides) {
        return overrides.getOrDefault(key.name(), key.defaultValue());
    }
}
