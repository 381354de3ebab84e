package io.varve.ingest.fetch;

import io.varve.kafka.api.RequestContext;
import io.varve.kafka.fetch.PartitionAnswers;
import io.varve.kafka.fetch.PartitionKey;
import io.varve.kafka.fetch.Wanted;
import io.varve.kafka.peer.PeerAnswer;
import io.varve.kafka.peer.PeerRequest;
import io.varve.kafka.peer.Peers;
import io.varve.metadata.catalog.Node;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves fetches by having readers serve them. A fetch becomes one request without a session to one reader; records
/// come back as they are.
///
/// Thread-safe; blocks the calling (virtual) thread.
final class FetchRelay {

    private static final Logger LOG = LoggerFactory.getLogger(FetchRelay.class);

    /// Of one answer: what is relayed is in this node's memory, once for each connection to a reader. A
    /// first batch may be larger.
    static final int MAX_BYTES = 1 << 20;

    /// What a reader may take beyond the time that the fetch waits.
    private static final Duration READING = Duration.ofSeconds(10);

    private static final int NO_SESSION = 0;
    private static final int NO_SESSION_EPOCH = -1;

    private final Peers peers;

    FetchRelay(Peers peers) {
        this.peers = peers;
    }

    /// @param readers to be asked, one after the other until one answers
    /// @return an answer for each that is wanted, or empty if no reader has answered
    Optional<Map<PartitionKey, PartitionData>> fetch(
            RequestContext context,
            FetchRequestData request,
            List<Wanted> wanted,
            Duration maxWait,
            List<Node> readers) {
        var relayed = PeerRequest.of(context, relayed(request, wanted, maxWait));
        for (Node reader : readers) {
            // Asking twice does no harm, so a lost answer is as good as none.
            switch (peers.ask(reader.address(), relayed, maxWait.plus(READING))) {
                case PeerAnswer.Answered(FetchResponseData answer) -> {
                    return Optional.of(answers(answer, wanted));
                }
                case PeerAnswer.Answered other -> throw new IllegalStateException("a fetch was answered with " + other);
                case PeerAnswer.Unreachable(String reason) -> logUnanswered(reader, reason);
                case PeerAnswer.Lost(String reason) -> logUnanswered(reader, reason);
            }
        }
        return Optional.empty();
    }

    private static void logUnanswered(Node reader, String reason) {
        LOG.warn("reader did not answer a fetch node={} reason=\"{}\"", reader.id(), reason);
    }

    private static FetchRequestData relayed(FetchRequestData request, List<Wanted> wanted, Duration maxWait) {
        var relayed = new FetchRequestData()
                .setMaxWaitMs(Math.toIntExact(maxWait.toMillis()))
                .setMinBytes(Math.min(request.minBytes(), MAX_BYTES))
                .setMaxBytes(Math.min(request.maxBytes(), MAX_BYTES))
                .setIsolationLevel(request.isolationLevel())
                .setSessionId(NO_SESSION)
                .setSessionEpoch(NO_SESSION_EPOCH)
                .setRackId(request.rackId());
        var byTopic = new LinkedHashMap<TopicKey, FetchTopic>();
        for (Wanted each : wanted) {
            byTopic.computeIfAbsent(TopicKey.of(each.key()), TopicKey::toFetch)
                    .partitions()
                    .add(new FetchPartition()
                            .setPartition(each.key().partition())
                            .setCurrentLeaderEpoch(each.currentLeaderEpoch())
                            .setFetchOffset(each.offset())
                            .setPartitionMaxBytes(each.maxBytes()));
        }
        relayed.topics().addAll(byTopic.values());
        return relayed;
    }

    private record TopicKey(String topic, Uuid topicId) {

        static TopicKey of(PartitionKey key) {
            return new TopicKey(key.topic(), key.topicId());
        }

        FetchTopic toFetch() {
            return new FetchTopic().setTopic(topic).setTopicId(topicId);
        }
    }

    private static Map<PartitionKey, PartitionData> answers(FetchResponseData answer, List<Wanted> wanted) {
        var told = new HashMap<PartitionKey, PartitionData>();
        for (FetchableTopicResponse topic : answer.responses()) {
            for (PartitionData partition : topic.partitions()) {
                told.put(new PartitionKey(topic.topic(), topic.topicId(), partition.partitionIndex()), partition);
            }
        }
        // A reader that refuses the request as a whole tells nothing of its partitions.
        Errors untold = answer.errorCode() == Errors.NONE.code()
                ? Errors.UNKNOWN_SERVER_ERROR
                : Errors.forCode(answer.errorCode());
        var answers = new LinkedHashMap<PartitionKey, PartitionData>();
        for (Wanted each : wanted) {
            PartitionData partition = told.get(each.key());
            answers.put(each.key(), partition == null ? PartitionAnswers.failed(each.key(), untold) : partition);
        }
        return answers;
    }
}
