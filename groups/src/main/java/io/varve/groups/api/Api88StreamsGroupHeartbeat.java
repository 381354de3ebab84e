package io.varve.groups.api;

import io.varve.groups.coordinator.Coordination;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.catalog.AbsentTopics;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.StreamsInvalidTopologyException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.Subtopology;
import org.apache.kafka.common.message.StreamsGroupHeartbeatRequestData.TopicInfo;
import org.apache.kafka.common.message.StreamsGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// StreamsGroupHeartbeat, version 0 (KIP-1071). The topics that an application has between its parts, and those of its
/// state, come into being when it first tells of them. What keeps one of them from that is logged; Kafka tells it in
/// the status too.
final class Api88StreamsGroupHeartbeat extends GroupApi<StreamsGroupHeartbeatRequestData> {

    private final AbsentTopics absentTopics;

    Api88StreamsGroupHeartbeat(Coordination groups, AbsentTopics absentTopics) {
        super(ApiKeys.STREAMS_GROUP_HEARTBEAT, groups);
        this.absentTopics = absentTopics;
    }

    @Override
    CompletionStage<StreamsGroupHeartbeatResponseData> answer(
            RequestContext context, StreamsGroupHeartbeatRequestData request) {
        requirePossibleTopics(request);
        return groups().streamsHeartbeat(context, request).thenApply(heartbeat -> {
            absentTopics.create(context, heartbeat.missing());
            return heartbeat.answer();
        });
    }

    private static void requirePossibleTopics(StreamsGroupHeartbeatRequestData request) {
        if (request.topology() == null) {
            return;
        }
        List<String> topics = request.topology().subtopologies().stream()
                .flatMap(Api88StreamsGroupHeartbeat::topics)
                .distinct()
                .toList();
        refuse(
                "Use of Kafka internal topics in a topology is prohibited: ",
                topics.stream().filter(Topic::isInternal));
        refuse("Topic names are not valid topic names: ", topics.stream().filter(topic -> !Topic.isValid(topic)));
    }

    private static Stream<String> topics(Subtopology part) {
        return Stream.of(
                        part.sourceTopics().stream(),
                        part.repartitionSinkTopics().stream(),
                        part.repartitionSourceTopics().stream().map(TopicInfo::name),
                        part.stateChangelogTopics().stream().map(TopicInfo::name))
                .flatMap(names -> names);
    }

    private static void refuse(String reason, Stream<String> topics) {
        List<String> refused = topics.toList();
        if (!refused.isEmpty()) {
            throw new StreamsInvalidTopologyException(reason + String.join(", ", refused));
        }
    }
}
