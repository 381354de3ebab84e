package io.varve.cli.console;

/// A command cannot do what it was asked for. The message is one line that says why, and what to do.
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
