package io.varve.reader.fetch;

import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.kafka.codec.BatchSequence;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.LogReader;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.ReadBatch;
import io.varve.log.read.ReadRequest;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.replica.ReplicaHaltedException;
import io.varve.node.api.LeaderEpochs;
import io.varve.node.api.Topics;
import io.varve.storage.StoreException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the partitions of a fetch and puts the answer together. Thread-safe; blocks the calling (virtual) thread.
public final class PartitionFetch {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionFetch.class);

    private static final byte READ_COMMITTED = 1;
    private static final long NO_OFFSET = -1;

    private final Topics topics;
    private final LogReader reader;
    private final int maxResponseBytes;

    public PartitionFetch(Topics topics, LogReader reader, FetchSettings settings) {
        this.topics = topics;
        this.reader = reader;
        this.maxResponseBytes = settings.maxResponseBytes();
    }

    FetchResponseData answer(FetchRequestData request, FetchTurn.Read turn) {
        Map<PartitionKey, PartitionData> answers = read(request, turn.wanted());
        var response = new FetchResponseData();
        if (turn.session().isPresent()) {
            answers = turn.session().get().news(answers);
            response.setSessionId(turn.session().get().id());
        }
        var byTopic = new LinkedHashMap<PartitionKey, FetchableTopicResponse>();
        answers.forEach((key, answer) -> byTopic.computeIfAbsent(
                        new PartitionKey(key.topic(), key.topicId(), 0), PartitionFetch::topicResponse)
                .partitions()
                .add(answer));
        response.responses().addAll(byTopic.values());
        return response;
    }

    private static FetchableTopicResponse topicResponse(PartitionKey key) {
        return new FetchableTopicResponse().setTopic(key.topic()).setTopicId(key.topicId());
    }

    /// The answer of each partition, in order.
    private Map<PartitionKey, PartitionData> read(FetchRequestData request, List<Wanted> wanted) {
        boolean committed = request.isolationLevel() == READ_COMMITTED;
        var answers = new LinkedHashMap<PartitionKey, PartitionData>();
        var positions = new ArrayList<FetchPosition>();
        var keys = new ArrayList<PartitionKey>();
        Function<PartitionKey, Located> locate = locator();
        for (Wanted each : wanted) {
            PartitionKey key = each.key();
            switch (LeaderEpochs.check(each.currentLeaderEpoch()) == Errors.NONE
                    ? locate.apply(key)
                    : new Located.Failed(LeaderEpochs.check(each.currentLeaderEpoch()))) {
                case Located.At(TopicId topicId) -> {
                    var partition = new TopicIdPartition(topicId, key.partition());
                    positions.add(new FetchPosition(partition, each.offset(), Math.max(0, each.maxBytes())));
                    keys.add(key);
                    // Keeps the partition's place.
                    answers.put(key, failed(key, Errors.NONE));
                }
                case Located.Failed(Errors error) -> answers.put(key, failed(key, error));
            }
        }
        boolean complete = positions.size() == wanted.size();
        Duration maxWait =
                complete && !wanted.isEmpty() ? Duration.ofMillis(Math.max(0, request.maxWaitMs())) : Duration.ZERO;
        var read = new ReadRequest(
                positions,
                Math.min(request.maxBytes(), maxResponseBytes),
                committed ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED);
        List<PartitionRead> reads = reader.fetch(read, request.minBytes(), maxWait);
        for (int i = 0; i < reads.size(); i++) {
            answers.put(keys.get(i), data(keys.get(i), reads.get(i), committed));
        }
        return answers;
    }

    private sealed interface Located {

        record At(TopicId topicId) implements Located {}

        record Failed(Errors error) implements Located {}
    }

    /// Looks a topic up once a request.
    private Function<PartitionKey, Located> locator() {
        Map<String, Located> byName = new HashMap<>();
        return key -> key.topic().isEmpty()
                ? new Located.At(Topics.id(key.topicId()))
                : byName.computeIfAbsent(key.topic(), this::locate);
    }

    private Located locate(String topic) {
        try {
            return topics.find(topic)
                    .<Located>map(found -> new Located.At(found.id()))
                    .orElseGet(() -> new Located.Failed(Errors.UNKNOWN_TOPIC_OR_PARTITION));
        } catch (JournalException | StoreException | ReplicaHaltedException e) {
            LOG.warn("topic not looked up topic={} reason=\"{}\"", topic, e.toString());
            return new Located.Failed(Errors.KAFKA_STORAGE_ERROR);
        }
    }

    private PartitionData data(PartitionKey key, PartitionRead read, boolean committed) {
        return switch (read) {
            case PartitionRead.Records records -> records(key, records, committed);
            case PartitionRead.OutOfRange outOfRange -> failed(key, Errors.OFFSET_OUT_OF_RANGE);
            case PartitionRead.UnknownPartition unknown -> failed(key, unknown(key));
            case PartitionRead.Corrupt(LogBounds bounds, String message) -> {
                LOG.error(
                        "fetch met damaged records topic={} partition={} reason=\"{}\"",
                        key.topic(),
                        key.partition(),
                        message);
                yield failed(key, Errors.CORRUPT_MESSAGE);
            }
            case PartitionRead.StorageFailed(RuntimeException cause) -> {
                LOG.warn(
                        "fetch failed topic={} partition={} reason=\"{}\"",
                        key.topic(),
                        key.partition(),
                        cause.toString());
                yield failed(key, Errors.KAFKA_STORAGE_ERROR);
            }
        };
    }

    private Errors unknown(PartitionKey key) {
        boolean topicUnknown = key.topic().isEmpty() && !topics.exists(Topics.id(key.topicId()));
        return topicUnknown ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }

    private static PartitionData records(PartitionKey key, PartitionRead.Records read, boolean committed) {
        var buffers = new ArrayList<ByteBuffer>(2 * read.batches().size());
        for (ReadBatch batch : read.batches()) {
            buffers.add(batch.head());
            buffers.add(batch.tail());
        }
        return new PartitionData()
                .setPartitionIndex(key.partition())
                .setHighWatermark(read.bounds().highWatermark())
                .setLastStableOffset(read.bounds().lastStableOffset())
                .setLogStartOffset(read.bounds().logStartOffset())
                .setAbortedTransactions(committed ? List.of() : null)
                .setRecords(new BatchSequence(buffers));
    }

    private static PartitionData failed(PartitionKey key, Errors error) {
        return new PartitionData()
                .setPartitionIndex(key.partition())
                .setErrorCode(error.code())
                .setHighWatermark(NO_OFFSET)
                .setLastStableOffset(NO_OFFSET)
                .setLogStartOffset(NO_OFFSET)
                .setAbortedTransactions(null)
                .setRecords(new BatchSequence(List.of()));
    }
}
