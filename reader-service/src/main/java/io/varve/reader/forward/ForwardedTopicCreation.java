package io.varve.reader.forward;

import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.catalog.TopicCreation;
import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Topics created by an ingest node on behalf of one that appends nothing.
final class ForwardedTopicCreation implements TopicCreation {

    private static final Logger LOG = LoggerFactory.getLogger(ForwardedTopicCreation.class);

    private final IngestNodes nodes;

    ForwardedTopicCreation(IngestNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public void create(RequestContext context, List<CreatableTopic> wanted) {
        var request = new CreateTopicsRequestData();
        wanted.forEach(topic -> request.topics().add(topic));
        var answer = (CreateTopicsResponseData) nodes.ask(asCreateTopics(context), request);
        answer.topics().forEach(result -> {
            Errors error = Errors.forCode(result.errorCode());
            // Another node, or another client, may have been faster.
            if (error != Errors.NONE && error != Errors.TOPIC_ALREADY_EXISTS) {
                LOG.warn("a topic that a client asked for cannot be created topic={} error={}", result.name(), error);
            }
        });
    }

    private static RequestContext asCreateTopics(RequestContext context) {
        return new RequestContext(
                ApiKeys.CREATE_TOPICS,
                SharedVersions.of(ApiKeys.CREATE_TOPICS).max(),
                context.correlationId(),
                context.clientId(),
                context.connection(),
                context.arrival());
    }
}
