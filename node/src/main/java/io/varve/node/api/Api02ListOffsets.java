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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// ListOffsets, versions 1 to 8: the earliest and the latest offset, the first at or after a timestamp, and the one of
/// the largest timestamp. Every answer is fresh. The earliest local offset (version 8) is the earliest of all.
///
/// A partition that a request names twice gets INVALID_REQUEST, as on Kafka.
public final class Api02ListOffsets implements ApiHandler<ListOffsetsRequestData> {

    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long MAX_TIMESTAMP = -3;
    private static final long EARLIEST_LOCAL = -4;
    private static final short FIRST_VERSION_WITH_MAX_TIMESTAMP = 7;
    private static final short FIRST_VERSION_WITH_EARLIEST_LOCAL = 8;
    private static final short FIRST_VERSION_WITH_EPOCH = 4;
    private static final byte READ_COMMITTED = 1;
    private static final long NO_OFFSET = -1;

    private final OffsetQueries queries;
    private final Threads threads;

    public Api02ListOffsets(Topics topics, LogOffsets offsets, Threads threads) {
        this.queries = new OffsetQueries(topics, offsets);
        this.threads = threads;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_OFFSETS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 8);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ListOffsetsRequestData request) {
        return Reply.later(threads, context, () -> answer(context.version(), request));
    }

    private ListOffsetsResponseData answer(short version, ListOffsetsRequestData request) {
        var response = new ListOffsetsResponseData();
        var questions = new ArrayList<Question>();
        var open = new ArrayList<ListOffsetsPartitionResponse>();
        Map<String, Set<Integer>> repeated = repeated(request);
        for (ListOffsetsTopic topic : request.topics()) {
            var topicResponse = new ListOffsetsTopicResponse().setName(topic.name());
            response.topics().add(topicResponse);
            for (ListOffsetsPartition partition : topic.partitions()) {
                boolean twice = repeated.getOrDefault(topic.name(), Set.of()).contains(partition.partitionIndex());
                Errors error = twice ? Errors.INVALID_REQUEST : check(version, partition);
                ListOffsetsPartitionResponse answer = refused(partition.partitionIndex(), error);
                topicResponse.partitions().add(answer);
                if (error == Errors.NONE) {
                    questions.add(new Question(topic.name(), partition.partitionIndex(), target(partition)));
                    open.add(answer);
                }
            }
        }
        IsolationLevel isolationLevel = request.isolationLevel() == READ_COMMITTED
                ? IsolationLevel.READ_COMMITTED
                : IsolationLevel.READ_UNCOMMITTED;
        List<OffsetAnswer> answers = queries.answer(questions, isolationLevel);
        for (int i = 0; i < answers.size(); i++) {
            fill(open.get(i), answers.get(i), version);
        }
        return response;
    }

    private static Map<String, Set<Integer>> repeated(ListOffsetsRequestData request) {
        var seen = new HashMap<String, Set<Integer>>();
        var repeated = new HashMap<String, Set<Integer>>();
        for (ListOffsetsTopic topic : request.topics()) {
            for (ListOffsetsPartition partition : topic.partitions()) {
                int index = partition.partitionIndex();
                if (!seen.computeIfAbsent(topic.name(), absent -> new HashSet<>())
                        .add(index)) {
                    repeated.computeIfAbsent(topic.name(), absent -> new HashSet<>())
                            .add(index);
                }
            }
        }
        return repeated;
    }

    private static Errors check(short version, ListOffsetsPartition partition) {
        long timestamp = partition.timestamp();
        boolean known = timestamp >= EARLIEST
                || (timestamp == MAX_TIMESTAMP && version >= FIRST_VERSION_WITH_MAX_TIMESTAMP)
                || (timestamp == EARLIEST_LOCAL && version >= FIRST_VERSION_WITH_EARLIEST_LOCAL);
        return known ? LeaderEpochs.check(partition.currentLeaderEpoch()) : Errors.UNSUPPORTED_VERSION;
    }

    private static OffsetQuery.Target target(ListOffsetsPartition partition) {
        long timestamp = partition.timestamp();
        if (timestamp == LATEST) {
            return new OffsetQuery.Latest();
        }
        if (timestamp == EARLIEST || timestamp == EARLIEST_LOCAL) {
            return new OffsetQuery.Earliest();
        }
        return timestamp == MAX_TIMESTAMP ? new OffsetQuery.MaxTimestamp() : new OffsetQuery.AtTimestamp(timestamp);
    }

    private static ListOffsetsPartitionResponse refused(int partition, Errors error) {
        return new ListOffsetsPartitionResponse()
                .setPartitionIndex(partition)
                .setErrorCode(error.code())
                .setOffset(NO_OFFSET)
                .setTimestamp(OffsetAnswer.NO_TIMESTAMP)
                .setLeaderEpoch(LeaderEpochs.NONE);
    }

    private static void fill(ListOffsetsPartitionResponse response, OffsetAnswer answer, short version) {
        if (answer instanceof OffsetAnswer.Found(long offset, long timestampMs)) {
            response.setOffset(offset).setTimestamp(timestampMs);
            if (version >= FIRST_VERSION_WITH_EPOCH) {
                response.setLeaderEpoch(LeaderEpochs.ONLY);
            }
        }
        response.setErrorCode(OffsetErrors.of(answer).code());
    }
}
