package io.varve.node.api;

import io.varve.core.Threads;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.LogOffsets;
import io.varve.log.read.OffsetAnswer;
import io.varve.log.read.OffsetQuery;
import io.varve.node.api.OffsetQueries.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// OffsetForLeaderEpoch, versions 2 to 4: the only epoch ends where the log does; any other is undefined. Consumers
/// look with it for truncations, which never happen. Every end offset is fresh.
public final class Api23OffsetForLeaderEpoch implements ApiHandler<OffsetForLeaderEpochRequestData> {

    private static final long UNDEFINED_OFFSET = -1;

    private final OffsetQueries queries;
    private final Threads threads;

    public Api23OffsetForLeaderEpoch(Topics topics, LogOffsets offsets, Threads threads) {
        this.queries = new OffsetQueries(topics, offsets);
        this.threads = threads;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.OFFSET_FOR_LEADER_EPOCH;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(2, 4);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, OffsetForLeaderEpochRequestData request) {
        return Reply.later(threads, context, () -> answer(request));
    }

    private OffsetForLeaderEpochResponseData answer(OffsetForLeaderEpochRequestData request) {
        var response = new OffsetForLeaderEpochResponseData();
        var questions = new ArrayList<Question>();
        var open = new ArrayList<Open>();
        for (OffsetForLeaderTopic topic : request.topics()) {
            var result = new OffsetForLeaderTopicResult().setTopic(topic.topic());
            response.topics().add(result);
            for (OffsetForLeaderPartition partition : topic.partitions()) {
                Errors error = LeaderEpochs.check(partition.currentLeaderEpoch());
                EpochEndOffset answer = new EpochEndOffset()
                        .setPartition(partition.partition())
                        .setErrorCode(error.code())
                        .setLeaderEpoch(LeaderEpochs.NONE)
                        .setEndOffset(UNDEFINED_OFFSET);
                result.partitions().add(answer);
                if (error == Errors.NONE) {
                    // Whether the partition exists has to be known whatever the epoch.
                    questions.add(new Question(topic.topic(), partition.partition(), new OffsetQuery.Latest()));
                    open.add(new Open(answer, partition.leaderEpoch()));
                }
            }
        }
        List<OffsetAnswer> answers = queries.answer(questions, IsolationLevel.READ_UNCOMMITTED);
        for (int i = 0; i < answers.size(); i++) {
            open.get(i).fill(answers.get(i));
        }
        return response;
    }

    /// An answer to be completed.
    private record Open(EpochEndOffset response, int leaderEpoch) {

        void fill(OffsetAnswer answer) {
            response.setErrorCode(OffsetErrors.of(answer).code());
            if (answer instanceof OffsetAnswer.Found found && leaderEpoch == LeaderEpochs.ONLY) {
                response.setLeaderEpoch(LeaderEpochs.ONLY).setEndOffset(found.offset());
            }
        }
    }
}
