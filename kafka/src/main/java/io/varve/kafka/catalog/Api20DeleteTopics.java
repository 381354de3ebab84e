package io.varve.kafka.catalog;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Deadline;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.Uuids;
import io.varve.kafka.api.VersionRange;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.TopicOperations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ApiError;

/// DeleteTopics, versions 1–6, by name or by id.
public final class Api20DeleteTopics implements ApiHandler<DeleteTopicsRequestData> {

    private static final short FIRST_VERSION_WITH_IDS = 6;

    private final Cluster cluster;
    private final Topics topics;
    private final TopicOperations operations;

    public Api20DeleteTopics(Cluster cluster) {
        this.cluster = cluster;
        topics = new Topics(cluster);
        operations = new TopicOperations(cluster);
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_TOPICS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.of(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, DeleteTopicsRequestData request) {
        List<DeleteTopicState> wanted = context.version() < FIRST_VERSION_WITH_IDS
                ? request.topicNames().stream()
                        .map(name -> new DeleteTopicState().setName(name))
                        .toList()
                : request.topics();
        CompletionStage<Reply> reply = Reply.later(cluster.doors().threads(), context, () -> answer(wanted));
        return Deadline.bound(reply, request.timeoutMs(), cluster.doors().timers());
    }

    private DeleteTopicsResponseData answer(List<DeleteTopicState> wanted) {
        var seen = new HashSet<DeleteTopicState>();
        var repeated = new HashSet<DeleteTopicState>();
        for (DeleteTopicState topic : wanted) {
            if (!seen.add(topic)) {
                repeated.add(topic);
            }
        }
        var response = new DeleteTopicsResponseData();
        Changes.all(cluster.doors().threads(), "delete-topic", List.copyOf(seen), topic -> result(topic, repeated))
                .forEach(response.responses()::mustAdd);
        return response;
    }

    private DeletableTopicResult result(DeleteTopicState wanted, Set<DeleteTopicState> repeated) {
        var result = new DeletableTopicResult().setName(wanted.name()).setTopicId(wanted.topicId());
        try {
            if (repeated.contains(wanted)) {
                throw new InvalidRequestException("Duplicate topic name or topic ID.");
            }
            Topic topic = find(wanted);
            Changes.require(operations.delete(topic.id()));
            return result.setName(topic.name()).setTopicId(Uuids.of(topic.id()));
        } catch (RuntimeException e) {
            ApiError error = Changes.error(e);
            return result.setErrorCode(error.error().code()).setErrorMessage(error.message());
        }
    }

    private Topic find(DeleteTopicState wanted) {
        boolean byId = !wanted.topicId().equals(Uuid.ZERO_UUID);
        if (byId && wanted.name() != null) {
            throw new InvalidRequestException("You may not specify both topic name and topic id.");
        }
        if (byId) {
            return topics.identified(wanted.topicId());
        }
        if (wanted.name() == null) {
            throw new InvalidRequestException("Neither topic name nor id were specified.");
        }
        return topics.named(wanted.name());
    }
}
