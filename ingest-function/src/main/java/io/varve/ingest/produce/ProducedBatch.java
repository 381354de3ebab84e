package io.varve.ingest.produce;

import io.varve.ingest.write.IncomingBatch;
import org.apache.kafka.common.protocol.Errors;

/// What a partition's part of a produce request turns out to be.
sealed interface ProducedBatch {

    /// A batch that may be written.
    ///
    /// @param logAppendTimeMs the time that the log gave its records, −1 if they keep their producer's
    record Fit(IncomingBatch batch, long logAppendTimeMs) implements ProducedBatch {}

    record Refused(Errors error, String message) implements ProducedBatch {}
}
