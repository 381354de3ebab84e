package io.varve.reader.fetch;

import io.varve.core.Doors;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.reader.fetch.FetchSessions.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// Fetch, versions 4 to 17: incremental sessions from 7 on (see [FetchSessions]), topic ids from 13 on.
///
/// A fetch waits until it has `minBytes`, or something to complain of, or its time is over. Whole batches are answered,
/// the first one whatever its size. Followers, who are the only ones to give an epoch of what they fetched last or a
/// replica's state, do not exist.
public final class Api01Fetch implements ApiHandler<FetchRequestData> {

    private static final short FIRST_VERSION_WITH_TOPIC_IDS = 13;

    private final FetchSessions sessions;
    private final PartitionFetch partitions;
    private final Doors doors;

    public Api01Fetch(PartitionFetch partitions, FetchSettings settings, Doors doors) {
        this.sessions = new FetchSessions(settings.maxSessionPartitions(), doors.entropy());
        this.partitions = partitions;
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
            case FetchTurn.Read read -> Reply.later(doors.threads(), context, () -> partitions.answer(request, read));
        };
    }

    /// How many sessions there are.
    public int sessionCount() {
        return sessions.size();
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
