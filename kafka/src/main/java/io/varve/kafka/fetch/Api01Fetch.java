package io.varve.kafka.fetch;

import io.varve.core.Doors;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.fetch.FetchSessions.Said;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// Fetch, versions 4 to 17: incremental sessions from 7 on (see [FetchSessions]), topic ids from 13 on.
///
/// A fetch waits until it has `minBytes`, or something to complain of, or its time is over. Whole batches are answered,
/// the first one whatever its size. Followers, who are the only ones to give an epoch of what they fetched last or a
/// replica's state, do not exist.
public final class Api01Fetch implements ApiHandler<FetchRequestData> {

    private static final short FIRST_VERSION_WITH_TOPIC_IDS = 13;

    /// Of one partition or another, where that does not matter.
    private static final int ANY_PARTITION = 0;

    private final FetchSessions sessions;
    private final FetchSource source;
    private final Doors doors;

    /// @param maxSessionPartitions that all fetch sessions together remember
    public Api01Fetch(FetchSource source, long maxSessionPartitions, Doors doors) {
        this.sessions = new FetchSessions(maxSessionPartitions, doors.entropy());
        this.source = source;
        this.doors = doors;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.FETCH;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(4, 17);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, FetchRequestData request) {
        return switch (sessions.take(context.connection(), said(context.version(), request))) {
            case FetchTurn.Refused(Errors error) -> Reply.now(new FetchResponseData().setErrorCode(error.code()));
            case FetchTurn.Read read -> Reply.later(doors.threads(), context, () -> answer(context, request, read));
        };
    }

    /// How many sessions there are.
    public int sessionCount() {
        return sessions.size();
    }

    private FetchResponseData answer(RequestContext context, FetchRequestData request, FetchTurn.Read turn) {
        Map<PartitionKey, PartitionData> answers = source.fetch(context, request, turn.wanted());
        var response = new FetchResponseData();
        if (turn.session().isPresent()) {
            answers = turn.session().get().news(answers);
            response.setSessionId(turn.session().get().id());
        }
        var byTopic = new LinkedHashMap<PartitionKey, FetchableTopicResponse>();
        answers.forEach((key, answer) -> byTopic.computeIfAbsent(
                        new PartitionKey(key.topic(), key.topicId(), ANY_PARTITION), Api01Fetch::topicResponse)
                .partitions()
                .add(answer));
        response.responses().addAll(byTopic.values());
        return response;
    }

    private static FetchableTopicResponse topicResponse(PartitionKey key) {
        return new FetchableTopicResponse().setTopic(key.topic()).setTopicId(key.topicId());
    }

    private static Said said(short version, FetchRequestData request) {
        var wanted = new ArrayList<Wanted>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                wanted.add(new Wanted(
                        new PartitionKey(topic.topic(), topic.topicId(), partition.partition()),
                        partition.fetchOffset(),
                        partition.partitionMaxBytes(),
                        partition.currentLeaderEpoch()));
            }
        }
        var forgotten = new ArrayList<PartitionKey>();
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            for (int partition : topic.partitions()) {
                forgotten.add(new PartitionKey(topic.topic(), topic.topicId(), partition));
            }
        }
        boolean usesTopicIds = version >= FIRST_VERSION_WITH_TOPIC_IDS;
        return new Said(request.sessionId(), request.sessionEpoch(), usesTopicIds, List.copyOf(wanted), forgotten);
    }
}
