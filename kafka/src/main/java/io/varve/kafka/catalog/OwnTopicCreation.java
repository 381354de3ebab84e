package io.varve.kafka.catalog;

import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.Uuids;
import io.varve.kafka.config.TopicConfigKey;
import io.varve.kafka.config.TopicConfigs;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Topics created by a node that may append.
final class OwnTopicCreation implements TopicCreation {

    /// What a creator names who leaves a number open.
    static final int DEFAULT = -1;

    private static final Logger LOG = LoggerFactory.getLogger(OwnTopicCreation.class);

    private static final short REPLICATION_FACTOR = 1;

    private final Cluster cluster;
    private final TopicOperations operations;
    private final int defaultPartitionCount;

    /// @param defaultPartitionCount of topics whose creator leaves it open, `num.partitions`
    OwnTopicCreation(Cluster cluster, int defaultPartitionCount) {
        this.cluster = cluster;
        this.defaultPartitionCount = defaultPartitionCount;
        operations = new TopicOperations(cluster);
    }

    @Override
    public void create(RequestContext context, List<CreatableTopic> wanted) {
        Changes.all(cluster.doors().threads(), "create-topic", wanted, this::createUnlessItExists);
    }

    private boolean createUnlessItExists(CreatableTopic wanted) {
        try {
            create(wanted, false);
            return true;
        } catch (TopicExistsException e) {
            // Another node, or another client, was faster.
            return false;
        } catch (ApiException e) {
            LOG.warn(
                    "a topic that a client asked for cannot be created topic={} reason=\"{}\"",
                    wanted.name(),
                    e.getMessage());
            return false;
        }
    }

    /// Creates a topic, or only finds out whether it could be created.
    ///
    /// @throws ApiException if it cannot be
    CreatableTopicResult create(CreatableTopic wanted, boolean validateOnly) {
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
                .map(id -> result.setTopicId(Uuids.of(id)))
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
