package io.varve.metadata.replica;

/// A proposal ended without an answer.
public final class ProposalException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    public ProposalException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// What the proposer knows.
    public enum Kind {
        /// It took no effect, and will not.
        NOT_WRITTEN,
        /// It may have taken effect: the entry may be there, or arrive later.
        UNKNOWN
    }
}
