package io.varve.ingest.transaction;

import io.varve.kafka.api.ErrorCodes;
import io.varve.metadata.state.Outcome;
import org.apache.kafka.common.protocol.Errors;

/// What clients are told of what came of their transactions' requests.
final class TransactionErrors {

    private TransactionErrors() {}

    /// @param knowsFenced whether the client knows PRODUCER_FENCED; earlier ones end with INVALID_PRODUCER_EPOCH
    static Errors of(Outcome outcome, boolean knowsFenced) {
        if (!(outcome instanceof Outcome.Refused refused)) {
            return Errors.NONE;
        }
        Errors error = ErrorCodes.of(refused.refusal());
        return error == Errors.PRODUCER_FENCED && !knowsFenced ? Errors.INVALID_PRODUCER_EPOCH : error;
    }
}
