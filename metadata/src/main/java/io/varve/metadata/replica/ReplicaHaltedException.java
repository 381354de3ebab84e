package io.varve.metadata.replica;

/// A replica met an entry that it cannot apply as its writer did. It answers nothing any more; a person, or a newer
/// version, has to look at it.
public final class ReplicaHaltedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ReplicaHaltedException(String message, Throwable cause) {
        super(message, cause);
    }
}
