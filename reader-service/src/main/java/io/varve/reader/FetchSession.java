package io.varve.reader;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchResponse;

/// A client's standing fetch (KIP-227): it names its partitions once, and then only what changes; the answers hold only
/// partitions with news.
///
/// All methods are called with the monitor of [FetchSessions] held, or by the one request that the session works on.
final class FetchSession {

    private final int id;
    private final boolean byTopicId;
    private final Map<FetchKey, Watched> partitions = new LinkedHashMap<>();
    private int nextEpoch = FetchMetadata.nextEpoch(FetchMetadata.INITIAL_EPOCH);

    /// @param highWatermark what the client was told last, −1 if it has to be told
    private record Watched(FetchSpec spec, long highWatermark, long logStartOffset) {

        private static final long UNTOLD = -1;

        static Watched untold(FetchSpec spec) {
            return new Watched(spec, UNTOLD, UNTOLD);
        }

        Watched wanting(FetchSpec changed) {
            return new Watched(changed, highWatermark, logStartOffset);
        }
    }

    FetchSession(int id, boolean byTopicId) {
        this.id = id;
        this.byTopicId = byTopicId;
    }

    int id() {
        return id;
    }

    boolean byTopicId() {
        return byTopicId;
    }

    int size() {
        return partitions.size();
    }

    /// Takes the epoch of a request, which is one more than that of the one before.
    ///
    /// @return whether it is
    boolean advance(int epoch) {
        if (epoch != nextEpoch) {
            return false;
        }
        nextEpoch = FetchMetadata.nextEpoch(nextEpoch);
        return true;
    }

    /// Adds, changes and forgets partitions as the request says.
    void update(FetchRequestData request) {
        specs(request)
                .forEach((key, spec) ->
                        partitions.merge(key, Watched.untold(spec), (known, changed) -> known.wanting(changed.spec())));
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            topic.partitions()
                    .forEach(partition -> partitions.remove(
                            new FetchKey(topic.topic() == null ? "" : topic.topic(), topic.topicId(), partition)));
        }
    }

    /// All partitions of the session, those first whose turn it is.
    Map<FetchKey, FetchSpec> wanted() {
        var wanted = new LinkedHashMap<FetchKey, FetchSpec>();
        partitions.forEach((key, watched) -> wanted.put(key, watched.spec()));
        return wanted;
    }

    /// Whether the answer has to name the partition. One that brings records goes to the end, so that a busy
    /// partition
    /// does not starve the others.
    boolean isNews(FetchKey key, PartitionData data) {
        Watched known = partitions.get(key);
        if (known == null) {
            return false;
        }
        boolean hasRecords = FetchResponse.recordsSize(data) > 0;
        boolean failed = data.errorCode() != Errors.NONE.code();
        boolean moved =
                known.highWatermark() != data.highWatermark() || known.logStartOffset() != data.logStartOffset();
        // After an error the client is told again, whatever it was told before.
        Watched told = failed
                ? Watched.untold(known.spec())
                : new Watched(known.spec(), data.highWatermark(), data.logStartOffset());
        if (hasRecords) {
            partitions.remove(key);
        }
        partitions.put(key, told);
        return hasRecords || failed || moved;
    }

    /// The partitions that a request names, in its order.
    static Map<FetchKey, FetchSpec> specs(FetchRequestData request) {
        var specs = new LinkedHashMap<FetchKey, FetchSpec>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                specs.put(
                        new FetchKey(
                                topic.topic() == null ? "" : topic.topic(), topic.topicId(), partition.partition()),
                        new FetchSpec(
                                partition.fetchOffset(),
                                partition.partitionMaxBytes(),
                                partition.currentLeaderEpoch()));
            }
        }
        return specs;
    }
}
