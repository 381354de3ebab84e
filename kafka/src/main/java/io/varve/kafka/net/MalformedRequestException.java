package io.varve.kafka.net;

/// A request that cannot be read, and so cannot be answered: its connection is closed.
final class MalformedRequestException extends Exception {

    private static final long serialVersionUID = 1;

    MalformedRequestException(String message) {
        super(message);
    }

    MalformedRequestException(String message, Throwable cause) {
        super(message, cause);
    }
}
