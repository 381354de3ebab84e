package io.varve.kafka.catalog;

import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.route.Leaders;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;

/// DescribeLogDirs, versions 1–4. No node has log folders: each shows one, with the partitions that it leads and their
/// bytes in the object store, so that the sum over all nodes is what a topic takes.
public final class Api35DescribeLogDirs implements ApiHandler<DescribeLogDirsRequestData> {

    private static final String LOG_DIR = "/object-store";

    private final Cluster cluster;
    private final IntSupplier nodeId;

    /// @param nodeId this node's number
    public Api35DescribeLogDirs(Cluster cluster, IntSupplier nodeId) {
        this.cluster = cluster;
        this.nodeId = nodeId;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_LOG_DIRS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 4);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, DescribeLogDirsRequestData request) {
        return Reply.later(cluster.doors().threads(), context, () -> answer(request));
    }

    private DescribeLogDirsResponseData answer(DescribeLogDirsRequestData request) {
        Catalog catalog = cluster.freshCatalog();
        Leaders leaders = Leaders.of(catalog, "");
        var topics = new ArrayList<DescribeLogDirsTopic>();
        if (request.topics() == null) {
            for (Topic topic : catalog.topics()) {
                add(topics, topic, IntStream.range(0, topic.partitionCount()), leaders);
            }
        } else {
            for (DescribableLogDirTopic wanted : request.topics()) {
                catalog.topic(wanted.topic())
                        .ifPresent(topic -> add(
                                topics,
                                topic,
                                wanted.partitions().stream()
                                        .mapToInt(Integer::intValue)
                                        .filter(partition -> partition >= 0 && partition < topic.partitionCount()),
                                leaders));
            }
        }
        return new DescribeLogDirsResponseData()
                .setResults(
                        List.of(new DescribeLogDirsResult().setLogDir(LOG_DIR).setTopics(topics)));
    }

    private void add(List<DescribeLogDirsTopic> topics, Topic topic, IntStream partitions, Leaders leaders) {
        List<DescribeLogDirsPartition> led = partitions
                .filter(partition -> leaders.of(topic.id(), partition) == nodeId.getAsInt())
                .mapToObj(partition -> describe(topic, partition))
                .toList();
        if (!led.isEmpty()) {
            topics.add(new DescribeLogDirsTopic().setName(topic.name()).setPartitions(led));
        }
    }

    private DescribeLogDirsPartition describe(Topic topic, int partition) {
        var id = new TopicIdPartition(topic.id(), partition);
        long sizeBytes = cluster.shardOf(topic).replica().query(state -> state.sizeBytes(id));
        return new DescribeLogDirsPartition()
                .setPartitionIndex(partition)
                .setPartitionSize(sizeBytes)
                .setOffsetLag(0)
                .setIsFutureKey(false);
    }
}
