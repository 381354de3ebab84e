package io.varve.storage;

import org.jspecify.annotations.Nullable;

/// A store did not answer, or answered that it could not. The message names the operation and the key.
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// Whether it is the object that is lost, for it is gone or not what was written, and not the store that
    /// does not answer: asking again is of no use.
    public boolean objectIsLost() {
        return kind == Kind.CORRUPT || kind == Kind.NOT_FOUND;
    }

    /// What a caller can do about it.
    public enum Kind {
        /// Try again later: connection refused or reset, time-out, 5xx.
        UNAVAILABLE,
        /// Try again later and less often: 429, 503 SlowDown.
        THROTTLED,
        /// A person must act: credentials, permissions, no such bucket, a full or read-only disk.
        REFUSED,
        /// What was read is not what was written.
        CORRUPT,
        /// The object or range is not there.
        NOT_FOUND
    }
}
