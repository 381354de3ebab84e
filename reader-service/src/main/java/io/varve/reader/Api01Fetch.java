package io.varve.reader;

import io.varve.core.Doors;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.codec.BatchSequence;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.LogReader;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.ReadBatch;
import io.varve.log.read.ReadRequest;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.log.LogBounds;
import io.varve.reader.FetchSessions.Opened;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;

/// Fetch, versions 4–17: sessions from 7 (KIP-227), topic ids from 13.
///
/// Waits for `minBytes` or `maxWaitMs`. Whole batches are answered, the first of them whatever its size. The only
/// errors
/// are those that Kafka's own consumer handles. Skipped: `lastFetchedEpoch` (logs are never truncated) and the fields
/// of
/// followers.
public final class Api01Fetch implements ApiHandler<FetchRequestData> {

    /// Kafka's own bound of an answer (`fetch.max.bytes` of brokers).
    private static final int MAX_ANSWER_BYTES = 55 * 1024 * 1024;

    private static final short FIRST_VERSION_WITH_IDS = 13;

    /// Logs are never truncated, so the epoch of their leader never changes.
    private static final int LEADER_EPOCH = 0;

    private final Cluster cluster;
    private final LogReader reader;
    private final Doors doors;
    private final FetchSessions sessions;

    public Api01Fetch(Cluster cluster, LogReader reader, Doors doors) {
        this.cluster = cluster;
        this.reader = reader;
        this.doors = doors;
        this.sessions = new FetchSessions(doors.entropy());
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.FETCH;
    }

    @Override
    public VersionRange versions() {
        return new VersionRange((short) 4, (short) 17);
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, FetchRequestData request) {
        boolean byTopicId = context.version() >= FIRST_VERSION_WITH_IDS;
        // The session's epoch is taken here, in the order in which the connection's requests came.
        Opened opened = sessions.open(request, byTopicId);
        return Reply.later(doors.threads(), context, () -> answer(request, opened));
    }

    private FetchResponseData answer(FetchRequestData request, Opened opened) {
        return switch (opened) {
            case Opened.Failed(Errors error) ->
                new FetchResponseData().setErrorCode(error.code()).setSessionId(FetchMetadata.INVALID_SESSION_ID);
            case Opened.Sessionless(Map<FetchKey, FetchSpec> wanted) ->
                respond(FetchMetadata.INVALID_SESSION_ID, read(request, wanted), (key, data) -> true);
            case Opened.Begun(FetchSession session, Map<FetchKey, FetchSpec> wanted) ->
                respond(session.id(), read(request, wanted), (key, data) -> {
                    session.isNews(key, data);
                    return true;
                });
            case Opened.Continued(FetchSession session, Map<FetchKey, FetchSpec> wanted) ->
                respond(session.id(), read(request, wanted), session::isNews);
        };
    }

    private Map<FetchKey, PartitionData> read(FetchRequestData request, Map<FetchKey, FetchSpec> wanted) {
        var answers = new LinkedHashMap<FetchKey, PartitionData>();
        var keys = new ArrayList<FetchKey>();
        var positions = new ArrayList<FetchPosition>();
        Topics topics = new Topics();
        wanted.forEach((key, spec) -> {
            Optional<Topic> topic = topics.find(key);
            Errors error = topic.isEmpty() ? unknown(key) : epochError(spec);
            answers.put(key, failed(key, error));
            if (error == Errors.NONE) {
                keys.add(key);
                positions.add(new FetchPosition(
                        new TopicIdPartition(topic.orElseThrow().id(), key.partition()),
                        spec.fetchOffset(),
                        spec.maxBytes()));
            }
        });
        boolean hasErrors = keys.size() < wanted.size();
        var readRequest = new ReadRequest(
                positions, Math.min(request.maxBytes(), MAX_ANSWER_BYTES), isolationLevel(request.isolationLevel()));
        List<PartitionRead> reads = reader.fetch(
                readRequest, request.minBytes(), hasErrors ? Duration.ZERO : Duration.ofMillis(request.maxWaitMs()));
        for (int i = 0; i < keys.size(); i++) {
            answers.put(keys.get(i), data(keys.get(i), reads.get(i)));
        }
        return answers;
    }

    /// Topics of the catalog, read anew at most once in a request.
    private final class Topics {

        private boolean fresh;

        Optional<Topic> find(FetchKey key) {
            Optional<Topic> known = lookUp(key);
            if (known.isPresent() || fresh) {
                return known;
            }
            fresh = true;
            cluster.freshCatalog();
            return lookUp(key);
        }

        private Optional<Topic> lookUp(FetchKey key) {
            return key.namedById()
                    ? cluster.catalog()
                            .topic(new TopicId(
                                    key.topicId().getMostSignificantBits(),
                                    key.topicId().getLeastSignificantBits()))
                    : cluster.catalog().topic(key.topic());
        }
    }

    private static Errors unknown(FetchKey key) {
        return key.namedById() ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }

    private static Errors epochError(FetchSpec spec) {
        return spec.currentLeaderEpoch() > LEADER_EPOCH ? Errors.UNKNOWN_LEADER_EPOCH : Errors.NONE;
    }

    private static IsolationLevel isolationLevel(byte id) {
        return id == 0 ? IsolationLevel.READ_UNCOMMITTED : IsolationLevel.READ_COMMITTED;
    }

    private static PartitionData data(FetchKey key, PartitionRead read) {
        return switch (read) {
            case PartitionRead.Records records ->
                bounded(key, Errors.NONE, records.bounds()).setRecords(new BatchSequence(buffers(records.batches())));
            case PartitionRead.OutOfRange outOfRange -> bounded(key, Errors.OFFSET_OUT_OF_RANGE, outOfRange.bounds());
            case PartitionRead.UnknownPartition unknown -> failed(key, Errors.UNKNOWN_TOPIC_OR_PARTITION);
            case PartitionRead.Corrupt corrupt -> bounded(key, Errors.CORRUPT_MESSAGE, corrupt.bounds());
            case PartitionRead.StorageFailed failure -> failed(key, Errors.KAFKA_STORAGE_ERROR);
        };
    }

    private static List<ByteBuffer> buffers(List<ReadBatch> batches) {
        var buffers = new ArrayList<ByteBuffer>(2 * batches.size());
        for (ReadBatch batch : batches) {
            buffers.add(batch.head());
            buffers.add(batch.tail());
        }
        return buffers;
    }

    private static PartitionData bounded(FetchKey key, Errors error, LogBounds bounds) {
        return failed(key, error)
                .setHighWatermark(bounds.highWatermark())
                .setLastStableOffset(bounds.lastStableOffset())
                .setLogStartOffset(bounds.logStartOffset());
    }

    private static PartitionData failed(FetchKey key, Errors error) {
        return new PartitionData()
                .setPartitionIndex(key.partition())
                .setErrorCode(error.code())
                .setHighWatermark(-1)
                .setLastStableOffset(-1)
                .setLogStartOffset(-1)
                .setRecords(new BatchSequence(List.of()));
    }

    private static FetchResponseData respond(
            int sessionId, Map<FetchKey, PartitionData> answers, BiPredicate<FetchKey, PartitionData> named) {
        var response = new FetchResponseData().setSessionId(sessionId);
        FetchableTopicResponse topic = null;
        for (var answer : answers.entrySet()) {
            FetchKey key = answer.getKey();
            if (!named.test(key, answer.getValue())) {
                continue;
            }
            if (topic == null || !isOf(topic, key)) {
                topic = new FetchableTopicResponse().setTopic(key.topic()).setTopicId(key.topicId());
                response.responses().add(topic);
            }
            topic.partitions().add(answer.getValue());
        }
        return response;
    }

    private static boolean isOf(FetchableTopicResponse topic, FetchKey key) {
        Uuid topicId = topic.topicId();
        return topic.topic().equals(key.topic()) && topicId.equals(key.topicId());
    }
}
