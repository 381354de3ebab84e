package io.varve.node;

/// A node cannot start, and a person has to do something about it. The message is one line that says what.
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
