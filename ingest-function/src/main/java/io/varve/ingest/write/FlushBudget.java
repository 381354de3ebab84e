package io.varve.ingest.write;

import io.varve.core.TopicId;
import java.util.LinkedHashMap;
import java.util.Map;

/// The node's flush budget, and those that topics have bought. A topic's own budget pays for a flush in which it waits,
/// before the node's does, and so for everybody who waits with it.
///
/// Not thread-safe: the write path's lock guards it.
final class FlushBudget {

    /// Budgets of topics that have waited longest ago are forgotten, and are full when they come again.
    private static final int MAX_TOPICS = 1_024;

    private final TokenBucket node;
    private final Map<TopicId, TopicBucket> topics = new LinkedHashMap<>(16, 0.75f, true);

    private record TopicBucket(FlushRate rate, TokenBucket bucket) {}

    FlushBudget(FlushRate node, long nowNanos) {
        this.node = new TokenBucket(node, nowNanos);
    }

    /// Takes a token if there is one.
    ///
    /// @param buyers the topics with a budget of their own that wait for the flush
    void spend(Map<TopicId, FlushRate> buyers, long nowNanos) {
        for (var buyer : buyers.entrySet()) {
            if (bucket(buyer.getKey(), buyer.getValue(), nowNanos).tryTake(nowNanos)) {
                return;
            }
        }
        node.tryTake(nowNanos);
    }

    /// How long it is until one of the budgets has a token; 0 if one has.
    long nanosUntilToken(Map<TopicId, FlushRate> buyers, long nowNanos) {
        long nanos = node.nanosUntilToken(nowNanos);
        for (var buyer : buyers.entrySet()) {
            TokenBucket bucket = bucket(buyer.getKey(), buyer.getValue(), nowNanos);
            nanos = Math.min(nanos, bucket.nanosUntilToken(nowNanos));
        }
        return nanos;
    }

    private TokenBucket bucket(TopicId topicId, FlushRate rate, long nowNanos) {
        TopicBucket known = topics.get(topicId);
        if (known == null || !known.rate().equals(rate)) {
            known = new TopicBucket(rate, new TokenBucket(rate, nowNanos));
            topics.put(topicId, known);
            if (topics.size() > MAX_TOPICS) {
                topics.remove(topics.keySet().iterator().next());
            }
        }
        return known.bucket();
    }
}
