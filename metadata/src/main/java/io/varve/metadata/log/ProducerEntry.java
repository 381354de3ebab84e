package io.varve.metadata.log;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.storage.wal.BatchMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a partition remembers of one idempotent producer: as Kafka does, its epoch and its last five batches.
///
/// Immutable.
///
/// @param batches oldest first, all of this epoch; none if a transaction's end has raised it
/// @param lastMs entry time of the last of them, or of that end
record ProducerEntry(short epoch, List<Batch> batches, long lastMs) {

    /// A producer may have five requests in flight, so any of these may be sent again.
    static final int MAX_BATCHES = 5;

    private static final int MIN_BATCH_BYTES = 3;

    ProducerEntry {
        batches = List.copyOf(batches);
    }

    record Batch(int baseSequence, int lastSequence, long baseOffset) {}

    /// −1 if there is no batch of the epoch.
    int lastSequence() {
        return batches.isEmpty() ? BatchMeta.NO_SEQUENCE : batches.getLast().lastSequence();
    }

    /// The offset that this very batch has already.
    OptionalLong duplicateOf(BatchMeta batch) {
        if (batch.producerEpoch() != epoch) {
            return OptionalLong.empty();
        }
        for (Batch known : batches) {
            if (known.baseSequence() == batch.baseSequence() && known.lastSequence() == batch.lastSequence()) {
                return OptionalLong.of(known.baseOffset());
            }
        }
        return OptionalLong.empty();
    }

    /// Whether the sequence comes right after the last one.
    boolean follows(int baseSequence) {
        return lastSequence() == Integer.MAX_VALUE ? baseSequence == 0 : baseSequence == lastSequence() + 1;
    }

    ProducerEntry with(BatchMeta batch, long baseOffset, long timeMs) {
        var kept = new ArrayList<Batch>(MAX_BATCHES);
        if (batch.producerEpoch() == epoch) {
            kept.addAll(batches.subList(Math.max(0, batches.size() - MAX_BATCHES + 1), batches.size()));
        }
        kept.add(new Batch(batch.baseSequence(), batch.lastSequence(), baseOffset));
        return new ProducerEntry(batch.producerEpoch(), kept, timeMs);
    }

    /// A transaction of the producer has ended.
    ///
    /// @param known null if nothing is known of the producer
    static ProducerEntry marked(@Nullable ProducerEntry known, short epoch, long timeMs) {
        List<Batch> kept = known != null && known.epoch == epoch ? known.batches : List.of();
        return new ProducerEntry(epoch, kept, timeMs);
    }

    static ProducerEntry first(BatchMeta batch, long baseOffset, long timeMs) {
        return new ProducerEntry(
                batch.producerEpoch(),
                List.of(new Batch(batch.baseSequence(), batch.lastSequence(), baseOffset)),
                timeMs);
    }

    void write(ByteWriter out) {
        out.varint(epoch).i64(lastMs).varint(batches.size());
        batches.forEach(batch ->
                out.varint(batch.baseSequence()).varint(batch.lastSequence()).varint(batch.baseOffset()));
    }

    static ProducerEntry read(ByteReader in) {
        short epoch = (short) in.varint32();
        long lastMs = in.i64();
        int count = in.count(MIN_BATCH_BYTES);
        var batches = new ArrayList<Batch>(count);
        for (int i = 0; i < count; i++) {
            batches.add(new Batch(in.varint32(), in.varint32(), in.varint()));
        }
        return new ProducerEntry(epoch, batches, lastMs);
    }
}
