package io.varve.metadata.replica;

import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;

/// A shard refused a flush as a whole; nothing of it has or will get a place. A flush whose object was swept may be
/// uploaded again.
public final class FlushRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Refusal refusal;

    FlushRefusedException(Outcome.Refused refused) {
        super(refused.message());
        this.refusal = refused.refusal();
    }

    public Refusal refusal() {
        return refusal;
    }
}
