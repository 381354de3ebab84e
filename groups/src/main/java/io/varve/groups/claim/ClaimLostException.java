package io.varve.groups.claim;

/// This process coordinates the groups of the shard no longer.
public final class ClaimLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ClaimLostException(String message) {
        super(message);
    }
}
