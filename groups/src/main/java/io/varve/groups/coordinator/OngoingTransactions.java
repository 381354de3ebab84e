package io.varve.groups.coordinator;

import io.varve.metadata.entry.ProducerIdAndEpoch;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.storage.internals.log.VerificationGuard;

/// The transactions that commit offsets in one shard: who was found to have one open may add to it until it is decided
/// here. What was found before that is worth nothing after.
///
/// Thread-safe.
final class OngoingTransactions {

    /// Those that have offsets in the shard, by producer id.
    private final Map<Long, Short> epochs = new ConcurrentHashMap<>();

    /// Of those that have none yet, which somebody asks the transaction's home shard about.
    private final Map<ProducerIdAndEpoch, Asked> asked = new ConcurrentHashMap<>();

    /// @param questions that are not answered by a refusal
    private record Asked(VerificationGuard guard, int questions) {}

    boolean isEmpty() {
        return epochs.isEmpty() && asked.isEmpty();
    }

    boolean contains(ProducerIdAndEpoch producer) {
        Short epoch = epochs.get(producer.producerId());
        return epoch != null && epoch == producer.epoch();
    }

    /// To be called before the home shard is asked.
    VerificationGuard ask(ProducerIdAndEpoch producer) {
        var first = new Asked(new VerificationGuard(), 1);
        return asked.merge(producer, first, (known, one) -> new Asked(known.guard(), known.questions() + 1))
                .guard();
    }

    /// The home shard has said no, or nothing: there may be no such transaction, whose end would be heard of.
    ///
    /// @param guard what [#ask] gave
    void refused(ProducerIdAndEpoch producer, VerificationGuard guard) {
        asked.computeIfPresent(producer, (id, known) -> {
            if (!known.guard().verify(guard)) {
                return known;
            }
            return known.questions() == 1 ? null : new Asked(guard, known.questions() - 1);
        });
    }

    /// A producer adds offsets.
    ///
    /// @param guard what [#ask] gave, or any if it has some already
    /// @throws InvalidTxnStateException if the transaction has been decided since
    void add(ProducerIdAndEpoch producer, VerificationGuard guard) {
        if (!contains(producer)) {
            Asked current = asked.remove(producer);
            if (current == null || !current.guard().verify(guard)) {
                throw new InvalidTxnStateException("the transaction was decided before its offsets came");
            }
        }
        put(producer);
    }

    void put(ProducerIdAndEpoch producer) {
        epochs.put(producer.producerId(), producer.epoch());
    }

    /// A producer's transaction is decided.
    ///
    /// @param marker its epoch, or a higher one if the producer was fenced or epochs rise
    /// @param epochRises whether the epoch of the marker is that of the producer's next transaction, of which
    /// offsets may
    ///     be asked about already
    void end(ProducerIdAndEpoch marker, boolean epochRises) {
        asked.keySet()
                .removeIf(producer -> producer.producerId() == marker.producerId()
                        && (epochRises ? producer.epoch() < marker.epoch() : producer.epoch() <= marker.epoch()));
        epochs.remove(marker.producerId());
    }
}
