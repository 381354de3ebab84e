package io.varve.table.feed;

/// Another catalog did not do what it was asked. Its message carries no secrets.
public final class OtherCatalogException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    public OtherCatalogException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public OtherCatalogException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// What is left to do.
    public enum Kind {
        /// It does not answer, or not sensibly: what was asked of it about other tables would fare no better.
        UNAVAILABLE,
        /// Others were faster, or answers were lost, again and again.
        CONTENDED,
        /// It will not do this for this table until a person has done something.
        REFUSED
    }
}
