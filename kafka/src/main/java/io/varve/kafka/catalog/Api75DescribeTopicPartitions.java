package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.Uuids;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.route.ClientZone;
import io.varve.kafka.route.Leaders;
import io.varve.kafka.route.PartitionNodes;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;

/// DescribeTopicPartitions, version 0: topics by name, a page of partitions at a time.
public final class Api75DescribeTopicPartitions implements ApiHandler<DescribeTopicPartitionsRequestData> {

    /// Whatever the request allows, as on Kafka.
    private static final int MAX_PARTITIONS = 2000;

    private final Cluster cluster;
    private final ClientZone zone;

    public Api75DescribeTopicPartitions(Cluster cluster, ClientZone zone) {
        this.cluster = cluster;
        this.zone = zone;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_TOPIC_PARTITIONS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, DescribeTopicPartitionsRequestData request) {
        return Reply.later(cluster.doors().threads(), context, () -> answer(context, request));
    }

    private DescribeTopicPartitionsResponseData answer(
            RequestContext context, DescribeTopicPartitionsRequestData request) {
        boolean allTopics = request.topics().isEmpty();
        var names = new TreeSet<String>();
        request.topics().stream().map(TopicRequest::name).forEach(names::add);
        Catalog catalog = cluster.catalog();
        if (allTopics || !catalog.topicsByName().keySet().containsAll(names)) {
            catalog = cluster.freshCatalog();
        }
        if (allTopics) {
            names.addAll(catalog.topicsByName().keySet());
        }
        int limit = Math.clamp(request.responsePartitionLimit(), 1, MAX_PARTITIONS);
        var page = new Page(OfferedCatalog.of(cluster, catalog), zone.of(context.clientId()), allTopics, limit);
        if (request.cursor() == null) {
            return page.describe(names, 0);
        }
        if (request.cursor().partitionIndex() < 0) {
            throw new InvalidRequestException("The cursor's partition index is negative.");
        }
        String first = request.cursor().topicName();
        NavigableSet<String> rest = names.tailSet(first, true);
        return page.describe(rest, rest.contains(first) ? request.cursor().partitionIndex() : 0);
    }

    /// One response in the making.
    private static final class Page {

        private final Catalog catalog;
        private final PartitionNodes nodes;
        private final boolean skipUnknown;
        private final DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        private int left;

        private Page(Catalog catalog, String zone, boolean skipUnknown, int limit) {
            this.catalog = catalog;
            this.skipUnknown = skipUnknown;
            nodes = PartitionNodes.of(catalog, zone);
            left = limit;
        }

        private DescribeTopicPartitionsResponseData describe(Iterable<String> names, int firstPartition) {
            int from = firstPartition;
            for (String name : names) {
                if (left == 0) {
                    return response.setNextCursor(
                            new Cursor().setTopicName(name).setPartitionIndex(0));
                }
                Optional<Topic> topic = catalog.topic(name);
                if (topic.isPresent()) {
                    int to = (int) Math.min(topic.get().partitionCount(), (long) from + left);
                    add(topic.get(), from, to);
                    if (to < topic.get().partitionCount()) {
                        return response.setNextCursor(
                                new Cursor().setTopicName(name).setPartitionIndex(to));
                    }
                } else if (!skipUnknown) {
                    addUnknown(name);
                }
                from = 0;
            }
            return response;
        }

        private void add(Topic topic, int from, int to) {
            var partitions = new ArrayList<DescribeTopicPartitionsResponsePartition>();
            for (int partition = from; partition < to; partition++) {
                partitions.add(describe(topic, partition));
            }
            left -= partitions.size();
            response.topics()
                    .add(new DescribeTopicPartitionsResponseTopic()
                            .setName(topic.name())
                            .setTopicId(Uuids.of(topic.id()))
                            .setPartitions(partitions));
        }

        private DescribeTopicPartitionsResponsePartition describe(Topic topic, int partition) {
            PartitionNodes.Told told = nodes.of(topic.id(), partition);
            return new DescribeTopicPartitionsResponsePartition()
                    .setErrorCode(told.error().code())
                    .setPartitionIndex(partition)
                    .setLeaderId(told.leader())
                    .setLeaderEpoch(Leaders.EPOCH)
                    .setReplicaNodes(told.replicas())
                    .setIsrNodes(told.replicas())
                    // The Java client takes these two apart whether or not they may be null.
                    .setEligibleLeaderReplicas(List.of())
                    .setLastKnownElr(List.of());
        }

        private void addUnknown(String name) {
            response.topics()
                    .add(new DescribeTopicPartitionsResponseTopic()
                            .setName(name)
                            .setErrorCode(Topics.unknown(name).code()));
        }
    }
}
