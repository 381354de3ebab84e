package io.varve.kafka.offsets;

import io.varve.kafka.codec.TimestampSearch;
import io.varve.log.read.OffsetAnswer;
import io.varve.log.read.RecordSearch;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Opens batches with Kafka's codecs.
final class KafkaRecordSearch implements RecordSearch {

    @Override
    public Optional<OffsetAnswer.Found> firstReaching(ByteBuffer batch, long timestampMs, long fromOffset) {
        return TimestampSearch.firstReaching(batch, timestampMs, fromOffset).map(KafkaRecordSearch::found);
    }

    @Override
    public Optional<OffsetAnswer.Found> latest(ByteBuffer batch, long fromOffset) {
        return TimestampSearch.latest(batch, fromOffset).map(KafkaRecordSearch::found);
    }

    private static OffsetAnswer.Found found(TimestampSearch.Found found) {
        return new OffsetAnswer.Found(found.offset(), found.timestampMs());
    }
}
