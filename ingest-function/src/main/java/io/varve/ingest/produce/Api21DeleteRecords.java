package io.varve.ingest.produce;

import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Deadline;
import io.varve.kafka.api.ErrorCodes;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.config.TopicSettings;
import io.varve.kafka.config.TopicSettingsCache;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.LogCommand.TrimLog;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.state.Outcome;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DeleteRecords, versions 0–2: raises the log start of partitions, to the high watermark for offset −1. All partitions
/// of a request go into the journal together.
public final class Api21DeleteRecords implements ApiHandler<DeleteRecordsRequestData> {

    private static final Logger LOG = LoggerFactory.getLogger(Api21DeleteRecords.class);

    private static final long HIGH_WATERMARK = -1;
    private static final long INVALID_LOW_WATERMARK = -1;

    private final Cluster cluster;
    private final TopicSettingsCache settings = new TopicSettingsCache();

    public Api21DeleteRecords(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_RECORDS;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.of(api());
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, DeleteRecordsRequestData request) {
        CompletionStage<Reply> reply = Reply.later(cluster.doors().threads(), context, () -> answer(request));
        return Deadline.bound(reply, request.timeoutMs(), cluster.doors().timers());
    }

    private DeleteRecordsResponseData answer(DeleteRecordsRequestData request) {
        var response = new DeleteRecordsResponseData();
        var changes = new ArrayList<CompletableFuture<Void>>();
        for (DeleteRecordsTopic topic : request.topics()) {
            var topicResult = new DeleteRecordsTopicResult().setName(topic.name());
            response.topics().add(topicResult);
            for (DeleteRecordsPartition partition : topic.partitions()) {
                var result = new DeleteRecordsPartitionResult()
                        .setPartitionIndex(partition.partitionIndex())
                        .setLowWatermark(INVALID_LOW_WATERMARK);
                topicResult.partitions().add(result);
                changes.add(trim(topic.name(), partition).handle((lowWatermark, error) -> {
                    if (error == null) {
                        result.setLowWatermark(lowWatermark);
                    } else {
                        result.setErrorCode(ErrorCodes.of(error).code());
                        logUnforeseen(error);
                    }
                    return null;
                }));
            }
        }
        changes.forEach(CompletableFuture::join);
        return response;
    }

    /// Begins to raise the log start of a partition.
    ///
    /// @return the log start afterwards
    private CompletableFuture<Long> trim(String topicName, DeleteRecordsPartition wanted) {
        try {
            Topic topic = find(topicName);
            var partition = new TopicIdPartition(topic.id(), wanted.partitionIndex());
            Shard<LogState, LogDraft> shard = cluster.shardOf(topic);
            var command = new TrimLog(partition, startOffset(shard, partition, wanted.offset()));
            return shard.propose(command).thenApply(outcome -> {
                if (outcome instanceof Outcome.Refused refused) {
                    throw ErrorCodes.of(refused.refusal()).exception(refused.message());
                }
                return bounds(shard, partition).logStartOffset();
            });
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Topic find(String name) {
        Optional<Topic> topic =
                cluster.catalog().topic(name).or(() -> cluster.freshCatalog().topic(name));
        if (topic.isEmpty()) {
            throw new UnknownTopicOrPartitionException("there is no topic '" + name + "'");
        }
        TopicSettings topicSettings = settings.of(topic.get());
        if (topicSettings.compacted() && !topicSettings.deleted()) {
            throw new PolicyViolationException(
                    "records of '" + name + "' cannot be deleted: its cleanup.policy is compact alone");
        }
        return topic.get();
    }

    private static long startOffset(Shard<LogState, LogDraft> shard, TopicIdPartition partition, long wanted) {
        if (wanted == HIGH_WATERMARK) {
            shard.replica().refresh();
            return bounds(shard, partition).highWatermark();
        }
        if (wanted < 0) {
            throw new OffsetOutOfRangeException("there is no offset " + wanted);
        }
        return wanted;
    }

    private static LogBounds bounds(Shard<LogState, LogDraft> shard, TopicIdPartition partition) {
        return shard.replica()
                .query(state -> state.bounds(partition))
                .orElseThrow(() -> new UnknownTopicOrPartitionException("there is no partition " + partition));
    }

    private static void logUnforeseen(Throwable error) {
        if (!(ErrorCodes.cause(error) instanceof ApiException)) {
            LOG.warn("deleting records failed reason={}", error.toString());
        }
    }
}
