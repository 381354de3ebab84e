package io.varve.metadata.log;

import io.varve.metadata.entry.ProducerIdAndEpoch;

/// An idempotent producer that a partition remembers.
///
/// @param lastSequence of its last batch, −1 if it has none under this epoch
/// @param lastMs entry time of its last batch, or of the end of its last transaction
/// @param transactionStartOffset where its open transaction begins, −1 if none has records here
public record ActiveProducer(ProducerIdAndEpoch producer, int lastSequence, long lastMs, long transactionStartOffset) {}
