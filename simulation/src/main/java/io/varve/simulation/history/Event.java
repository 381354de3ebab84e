package io.varve.simulation.history;

/// One line of a history. Lines stand in the order in which things happened: an operation that ended on an earlier line
/// than another one began was over before that.
///
/// @param op the operation's number, the same at its beginning and at its end, and no other's
/// @param process the client that carries the operation out
public record Event(long op, String process, EventType type, Action action, Moment at, Details details) {

    public Event {
        if (op < 0) {
            throw new IllegalArgumentException("an operation has the number " + op);
        }
    }

    /// @param wallMs since 1970
    /// @param monoUs since any moment, the same for a whole history
    public record Moment(long wallMs, long monoUs) {}
}
