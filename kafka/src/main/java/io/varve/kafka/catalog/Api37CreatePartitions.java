package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Deadline;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiError;

/// CreatePartitions, versions 0–3. Of a manual assignment only the number of partitions counts.
public final class Api37CreatePartitions implements ApiHandler<CreatePartitionsRequestData> {

    /// That one topic may get in a request.
    private static final int MAX_NEW_PARTITIONS = 10_000;

    private final Cluster cluster;
    private final Topics topics;
    private final TopicOperations operations;

    public Api37CreatePartitions(Cluster cluster) {
        this.cluster = cluster;
        topics = new Topics(cluster);
        operations = new TopicOperations(cluster);
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.CREATE_PARTITIONS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.of(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, CreatePartitionsRequestData request) {
        CompletionStage<Reply> reply = Reply.later(cluster.doors().threads(), context, () -> answer(request));
        return Deadline.bound(reply, request.timeoutMs(), cluster.doors().timers());
    }

    private CreatePartitionsResponseData answer(CreatePartitionsRequestData request) {
        var names = new HashSet<String>();
        var repeated = new HashSet<String>();
        var wanted = new ArrayList<CreatePartitionsTopic>();
        for (CreatePartitionsTopic topic : request.topics()) {
            if (names.add(topic.name())) {
                wanted.add(topic);
            } else {
                repeated.add(topic.name());
            }
        }
        return new CreatePartitionsResponseData()
                .setResults(Changes.all(
                        cluster.doors().threads(),
                        "create-partitions",
                        wanted,
                        topic -> result(topic, repeated, request.validateOnly())));
    }

    private CreatePartitionsTopicResult result(
            CreatePartitionsTopic wanted, Set<String> repeated, boolean validateOnly) {
        var result = new CreatePartitionsTopicResult().setName(wanted.name());
        try {
            if (repeated.contains(wanted.name())) {
                throw new InvalidRequestException("Duplicate topic name.");
            }
            Topic topic = topics.named(wanted.name());
            require(topic, wanted);
            if (!validateOnly) {
                Changes.require(operations.addPartitions(topic.id(), wanted.count()));
            }
            return result;
        } catch (RuntimeException e) {
            ApiError error = Changes.error(e);
            return result.setErrorCode(error.error().code()).setErrorMessage(error.message());
        }
    }

    private static void require(Topic topic, CreatePartitionsTopic wanted) {
        int added = wanted.count() - topic.partitionCount();
        if (wanted.count() == topic.partitionCount()) {
            throw new InvalidPartitionsException("Topic already has " + wanted.count() + " partition(s).");
        }
        if (wanted.count() < topic.partitionCount()) {
            throw new InvalidPartitionsException("The topic " + topic.name() + " currently has "
                    + topic.partitionCount() + " partition(s); " + wanted.count() + " would not be an increase.");
        }
        if (added > MAX_NEW_PARTITIONS) {
            throw new InvalidPartitionsException("At most " + MAX_NEW_PARTITIONS + " partitions can be added at once.");
        }
        if (wanted.assignments() != null && wanted.assignments().size() != added) {
            throw new InvalidReplicaAssignmentException("Attempted to add " + added
                    + " additional partition(s), but only "
                    + wanted.assignments().size()
                    + " assignment(s) were specified.");
        }
    }
}
