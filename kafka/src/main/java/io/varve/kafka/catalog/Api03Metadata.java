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
import io.varve.metadata.catalog.Node;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// Metadata, versions 0–13.
///
/// Lists all nodes that are up; a partition's leader is an ingest node of the client's zone, see [Leaders], and its
/// replicas are the nodes that a client may be sent to. A topic that this node does not know is looked for in a fresh
/// catalog before it is called unknown. Where topics come into being by themselves, and the client allows it, it is
/// being created from then on. Up to version 3 every client allows it, and nobody names a topic by an id that is not
/// there yet.
public final class Api03Metadata implements ApiHandler<MetadataRequestData> {

    private static final int FIRST_VERSION_WITH_NULL_FOR_ALL = 1;

    private final Cluster cluster;
    private final ClientZone zone;
    private final Optional<AbsentTopics> absentTopics;

    /// @param absentTopics empty if topics are created by CreateTopics alone
    public Api03Metadata(Cluster cluster, ClientZone zone, Optional<AbsentTopics> absentTopics) {
        this.cluster = cluster;
        this.zone = zone;
        this.absentTopics = absentTopics;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.METADATA;
    }

    @Override
    public VersionRange versions() {
        return new VersionRange((short) 0, (short) 13);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, MetadataRequestData request) {
        return Reply.later(cluster.doors().threads(), context, () -> answer(context, request));
    }

    private MetadataResponseData answer(RequestContext context, MetadataRequestData request) {
        boolean allTopics = request.topics() == null
                || (context.version() < FIRST_VERSION_WITH_NULL_FOR_ALL
                        && request.topics().isEmpty());
        Catalog catalog = catalogFor(request, allTopics);
        PartitionNodes nodes = PartitionNodes.of(catalog, zone.of(context.clientId()));
        var response = new MetadataResponseData().setClusterId(clusterId()).setControllerId(nodes.controller());
        brokers(catalog).forEach(response.brokers()::add);
        if (allTopics) {
            for (Topic topic : sorted(catalog)) {
                response.topics().add(describe(topic, nodes));
            }
        } else {
            for (MetadataRequestTopic wanted : request.topics()) {
                response.topics()
                        .add(find(catalog, wanted)
                                .map(topic -> describe(topic, nodes))
                                .orElseGet(() -> unknown(wanted)));
            }
            if (request.allowAutoTopicCreation()) {
                createAbsent(context, catalog, request.topics());
            }
        }
        return response;
    }

    /// What is asked without topics has to cost nothing: other nodes do so to see whether this one serves.
    private Catalog catalogFor(MetadataRequestData request, boolean allTopics) {
        Catalog known = cluster.catalog();
        // A listing must hold what was created before it was asked for; so must an answer that says "unknown".
        if (allTopics || !knowsAll(known, request.topics())) {
            return OfferedCatalog.of(cluster, cluster.freshCatalog());
        }
        return request.topics().isEmpty() ? OfferedCatalog.of(cluster, known) : OfferedCatalog.known(cluster);
    }

    private String clusterId() {
        return new Uuid(cluster.clusterId().high(), cluster.clusterId().low()).toString();
    }

    private void createAbsent(RequestContext context, Catalog catalog, List<MetadataRequestTopic> wanted) {
        absentTopics.ifPresent(topics -> topics.create(
                context,
                wanted.stream()
                        .filter(topic -> !byId(topic) && find(catalog, topic).isEmpty())
                        .map(topic -> AbsentTopics.named(topic.name()))
                        .toList()));
    }

    private static boolean knowsAll(Catalog catalog, List<MetadataRequestTopic> wanted) {
        return wanted.stream().allMatch(topic -> find(catalog, topic).isPresent());
    }

    private static Optional<Topic> find(Catalog catalog, MetadataRequestTopic wanted) {
        return byId(wanted) ? catalog.topic(Uuids.topicId(wanted.topicId())) : catalog.topic(wanted.name());
    }

    private static List<Topic> sorted(Catalog catalog) {
        return catalog.topics().stream()
                .sorted(Comparator.comparing(Topic::name))
                .toList();
    }

    private static List<MetadataResponseBroker> brokers(Catalog catalog) {
        return catalog.nodes().values().stream()
                .filter(Node::up)
                .sorted(Comparator.comparingInt(Node::id))
                .map(node -> new MetadataResponseBroker()
                        .setNodeId(node.id())
                        .setHost(node.address().host())
                        .setPort(node.address().kafkaPort())
                        .setRack(node.zone().isEmpty() ? null : node.zone()))
                .toList();
    }

    private static MetadataResponseTopic describe(Topic topic, PartitionNodes nodes) {
        var partitions = new ArrayList<MetadataResponsePartition>(topic.partitionCount());
        for (int p = 0; p < topic.partitionCount(); p++) {
            PartitionNodes.Told told = nodes.of(topic.id(), p);
            partitions.add(new MetadataResponsePartition()
                    .setErrorCode(told.error().code())
                    .setPartitionIndex(p)
                    .setLeaderId(told.leader())
                    .setLeaderEpoch(Leaders.EPOCH)
                    .setReplicaNodes(told.replicas())
                    .setIsrNodes(told.replicas()));
        }
        return new MetadataResponseTopic()
                .setName(topic.name())
                .setTopicId(Uuids.of(topic.id()))
                .setPartitions(partitions);
    }

    private static MetadataResponseTopic unknown(MetadataRequestTopic wanted) {
        if (byId(wanted)) {
            return new MetadataResponseTopic()
                    .setName(null)
                    .setTopicId(wanted.topicId())
                    .setErrorCode(Errors.UNKNOWN_TOPIC_ID.code());
        }
        return new MetadataResponseTopic()
                .setName(wanted.name())
                .setErrorCode(Topics.unknown(wanted.name()).code());
    }

    /// Clients leave the name of a topic that they know by its id null, or empty.
    private static boolean byId(MetadataRequestTopic wanted) {
        return wanted.name() == null || !wanted.topicId().equals(Uuid.ZERO_UUID);
    }
}
