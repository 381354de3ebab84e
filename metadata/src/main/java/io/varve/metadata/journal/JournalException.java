package io.varve.metadata.journal;

/// A journal could not be opened, read or trimmed, or why an append's outcome is unknown. The message is one line that
/// names the journal and the operation.
public final class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    public JournalException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public JournalException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// What a caller can do about it.
    public enum Kind {
        /// Try again later.
        UNAVAILABLE,
        /// Try again later and less often.
        THROTTLED,
        /// A person must act: credentials, permissions, a missing table, a full or locked folder.
        REFUSED,
        /// What was read is not what was written.
        CORRUPT
    }
}
