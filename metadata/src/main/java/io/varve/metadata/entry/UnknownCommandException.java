package io.varve.metadata.entry;

/// An entry holds a command that this version does not know: a newer Varve wrote it.
public final class UnknownCommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnknownCommandException(int kind) {
        super("a journal entry holds a command of kind " + kind
                + ", which this version does not know: start a version at least as new as the one that wrote it");
    }
}
