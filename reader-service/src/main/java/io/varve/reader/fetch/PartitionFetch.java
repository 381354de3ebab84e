package io.varve.reader.fetch;

import io.varve.kafka.api.RequestContext;
import io.varve.kafka.codec.BatchSequence;
import io.varve.kafka.fetch.FetchSource;
import io.varve.kafka.fetch.PartitionAnswers;
import io.varve.kafka.fetch.PartitionKey;
import io.varve.kafka.fetch.Wanted;
import io.varve.log.read.FetchPosition;
import io.varve.log.read.IsolationLevel;
import io.varve.log.read.LogReader;
import io.varve.log.read.PartitionRead;
import io.varve.log.read.ReadBatch;
import io.varve.log.read.ReadRequest;
import io.varve.metadata.log.LogBounds;
import io.varve.node.api.FetchTargets;
import io.varve.node.api.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the partitions of a fetch. Thread-safe; blocks the calling (virtual) thread.
public final class PartitionFetch implements FetchSource {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionFetch.class);

    private static final byte READ_COMMITTED = 1;

    private final Topics topics;
    private final LogReader reader;
    private final int maxResponseBytes;

    public PartitionFetch(Topics topics, LogReader reader, FetchSettings settings) {
        this.topics = topics;
        this.reader = reader;
        this.maxResponseBytes = settings.maxResponseBytes();
    }

    @Override
    public Map<PartitionKey, PartitionData> fetch(
            RequestContext context, FetchRequestData request, List<Wanted> wanted) {
        boolean committed = request.isolationLevel() == READ_COMMITTED;
        var answers = new LinkedHashMap<PartitionKey, PartitionData>();
        var positions = new ArrayList<FetchPosition>();
        var keys = new ArrayList<PartitionKey>();
        var targets = new FetchTargets(topics);
        for (Wanted each : wanted) {
            PartitionKey key = each.key();
            switch (targets.find(each)) {
                case FetchTargets.Found(FetchPosition position) -> {
                    positions.add(position);
                    keys.add(key);
                    // Keeps the partition's place.
                    answers.put(key, PartitionAnswers.failed(key, Errors.NONE));
                }
                case FetchTargets.Failed(Errors error) -> answers.put(key, PartitionAnswers.failed(key, error));
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

    private PartitionData data(PartitionKey key, PartitionRead read, boolean committed) {
        return switch (read) {
            case PartitionRead.Records records -> records(key, records, committed);
            case PartitionRead.OutOfRange outOfRange -> PartitionAnswers.failed(key, Errors.OFFSET_OUT_OF_RANGE);
            case PartitionRead.UnknownPartition unknown -> PartitionAnswers.failed(key, topics.unknown(key));
            case PartitionRead.Corrupt(LogBounds bounds, String message) -> {
                LOG.error(
                        "fetch met damaged records topic={} partition={} reason=\"{}\"",
                        key.topic(),
                        key.partition(),
                        message);
                yield PartitionAnswers.failed(key, Errors.CORRUPT_MESSAGE);
            }
            case PartitionRead.StorageFailed(RuntimeException cause) -> {
                LOG.warn(
                        "fetch failed topic={} partition={} reason=\"{}\"",
                        key.topic(),
                        key.partition(),
                        cause.toString());
                yield PartitionAnswers.failed(key, Errors.KAFKA_STORAGE_ERROR);
            }
        };
    }

    private static List<FetchResponseData.AbortedTransaction> aborted(PartitionRead.Records read) {
        return read.aborted().stream()
                .map(transaction -> new FetchResponseData.AbortedTransaction()
                        .setProducerId(transaction.producerId())
                        .setFirstOffset(transaction.firstOffset()))
                .toList();
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
                .setAbortedTransactions(committed ? aborted(read) : null)
                .setRecords(new BatchSequence(buffers));
    }
}
