package io.varve.simulation.history;

/// What should be a history is none. The message is one line that says where and why.
public final class BadHistoryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadHistoryException(String message) {
        super(message);
    }

    BadHistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
