package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Deadline;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.cluster.Cluster;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiError;

/// CreateTopics, versions 2–7. A topic is answered once it takes records.
///
/// A replication factor must be positive and is otherwise without a meaning, since the object store replicates; so are
/// the nodes of a manual assignment, of which only the number of partitions counts. The answer lists Kafka's configs
/// alone, for that is what its clients check; DescribeConfigs has Varve's own too.
public final class Api19CreateTopics implements ApiHandler<CreateTopicsRequestData> {

    /// Of all topics of a request together, as on Kafka.
    private static final int MAX_PARTITIONS_PER_REQUEST = 10_000;

    private final Cluster cluster;
    private final int defaultPartitionCount;
    private final OwnTopicCreation creation;

    /// @param defaultPartitionCount of topics whose creator leaves it open, `num.partitions`
    public Api19CreateTopics(Cluster cluster, int defaultPartitionCount) {
        this.cluster = cluster;
        this.defaultPartitionCount = defaultPartitionCount;
        creation = new OwnTopicCreation(cluster, defaultPartitionCount);
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
                    ? Math.max(
                            0,
                            topic.numPartitions() == OwnTopicCreation.DEFAULT
                                    ? defaultPartitionCount
                                    : topic.numPartitions())
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
            return creation.create(wanted, validateOnly);
        } catch (RuntimeException e) {
            ApiError error = Changes.error(e);
            return new CreatableTopicResult()
                    .setName(wanted.name())
                    .setErrorCode(error.error().code())
                    .setErrorMessage(error.message());
        }
    }
}
