package io.varve.node.api;

import io.varve.kafka.codec.TimestampSearch;
import io.varve.log.read.OffsetAnswer.Found;
import io.varve.log.read.RecordSearch;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Opens batches for the search by timestamp.
final class BatchTimestamps implements RecordSearch {

    static final BatchTimestamps SEARCH = new BatchTimestamps();

    private BatchTimestamps() {}

    @Override
    public Optional<Found> firstReaching(ByteBuffer batch, long timestampMs, long fromOffset) {
        return TimestampSearch.firstReaching(batch, timestampMs, fromOffset).map(BatchTimestamps::found);
    }

    @Override
    public Optional<Found> latest(ByteBuffer batch, long fromOffset) {
        return TimestampSearch.latest(batch, fromOffset).map(BatchTimestamps::found);
    }

    private static Found found(TimestampSearch.Found found) {
        return new Found(found.offset(), found.timestampMs());
    }
}
