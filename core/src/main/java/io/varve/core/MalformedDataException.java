package io.varve.core;

/// Bytes that are not what their format says.
public final class MalformedDataException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public MalformedDataException(String message) {
        super(message);
    }
}
