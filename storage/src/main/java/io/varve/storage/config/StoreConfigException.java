package io.varve.storage.config;

import org.jspecify.annotations.Nullable;

/// The store that was asked for cannot be used. The message is one line that says why and what to do.
public final class StoreConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreConfigException(String message) {
        super(message);
    }

    public StoreConfigException(String message, @Nullable Throwable cause) {
        super(message.replaceAll("\\s*[\r\n]+\\s*", " "), cause);
    }
}
