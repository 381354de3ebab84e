package io.varve.clients.groups;

/// A group did not come to where it had to; the message says what was missing.
final class GroupFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    GroupFailure(String message) {
        super(message);
    }
}
