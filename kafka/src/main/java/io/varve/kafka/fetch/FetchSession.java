package io.varve.kafka.fetch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FetchMetadata;
import org.apache.kafka.common.requests.FetchResponse;

/// What a consumer has said in earlier requests of a session, so that it need not say it again, and what it was told
/// (KIP-227). Partitions that had records go to the end, so that each gets its turn. Thread-safe.
final class FetchSession {

    private final int id;
    private final boolean usesTopicIds;

    /// Guards the fields below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<PartitionKey, Entry> entries = new LinkedHashMap<>();
    private int nextEpoch = FetchMetadata.nextEpoch(FetchMetadata.INITIAL_EPOCH);

    /// @param highWatermark as the consumer was told last
    /// @param logStartOffset as the consumer was told last
    private record Entry(Wanted wanted, long highWatermark, long logStartOffset) {

        /// What no answer says, so that the first one is always news.
        private static final long UNTOLD = Long.MIN_VALUE;

        static Entry of(Wanted wanted) {
            return new Entry(wanted, UNTOLD, UNTOLD);
        }

        Entry with(Wanted changed) {
            return new Entry(changed, highWatermark, logStartOffset);
        }

        boolean isNews(PartitionData answer) {
            return answer.errorCode() != Errors.NONE.code()
                    || answer.preferredReadReplica() != FetchResponse.INVALID_PREFERRED_REPLICA_ID
                    || answer.records().sizeInBytes() > 0
                    || answer.highWatermark() != highWatermark
                    || answer.logStartOffset() != logStartOffset;
        }

        Entry told(PartitionData answer) {
            return answer.errorCode() == Errors.NONE.code()
                    ? new Entry(wanted, answer.highWatermark(), answer.logStartOffset())
                    // Told again when it has recovered.
                    : of(wanted);
        }
    }

    FetchSession(int id, boolean usesTopicIds, Collection<Wanted> first) {
        this.id = id;
        this.usesTopicIds = usesTopicIds;
        first.forEach(wanted -> entries.put(wanted.key(), Entry.of(wanted)));
    }

    int id() {
        return id;
    }

    boolean usesTopicIds() {
        return usesTopicIds;
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /// Takes an incremental request, in the order of arrival.
    ///
    /// @param changed partitions that are new, or wanted otherwise than before
    FetchTurn next(int epoch, Collection<Wanted> changed, Collection<PartitionKey> forgotten) {
        lock.lock();
        try {
            if (epoch != nextEpoch) {
                return new FetchTurn.Refused(Errors.INVALID_FETCH_SESSION_EPOCH);
            }
            nextEpoch = FetchMetadata.nextEpoch(nextEpoch);
            for (Wanted wanted : changed) {
                entries.merge(wanted.key(), Entry.of(wanted), (old, fresh) -> old.with(wanted));
            }
            forgotten.forEach(entries::remove);
            return new FetchTurn.Read(wanted(), Optional.of(this));
        } finally {
            lock.unlock();
        }
    }

    private List<Wanted> wanted() {
        return entries.values().stream().map(Entry::wanted).toList();
    }

    /// Remembers an answer.
    ///
    /// @return what of it the consumer does not know yet, in the order of the answer
    Map<PartitionKey, PartitionData> news(Map<PartitionKey, PartitionData> answers) {
        var news = new LinkedHashMap<PartitionKey, PartitionData>();
        lock.lock();
        try {
            var served = new ArrayList<PartitionKey>();
            answers.forEach((key, answer) -> {
                Entry entry = entries.get(key);
                if (entry == null || entry.isNews(answer)) {
                    news.put(key, answer);
                }
                if (entry != null) {
                    entries.put(key, entry.told(answer));
                    if (answer.records().sizeInBytes() > 0) {
                        served.add(key);
                    }
                }
            });
            served.forEach(this::toEnd);
        } finally {
            lock.unlock();
        }
        return news;
    }

    private void toEnd(PartitionKey key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            entries.put(key, entry);
        }
    }
}
