package io.varve.metadata.transaction;

import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.state.Refusal;

/// What came of a request about a transactional id.
public sealed interface TransactionVerdict {

    /// It changes what is known.
    ///
    /// @param after what is known then
    record Changed(TransactionalId after) implements TransactionVerdict {}

    /// It is so already.
    ///
    /// @param producer who may go on
    record Known(ProducerIdAndEpoch producer) implements TransactionVerdict {}

    record Refused(Refusal refusal, String message) implements TransactionVerdict {}
}
