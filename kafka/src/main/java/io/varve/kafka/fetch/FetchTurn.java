package io.varve.kafka.fetch;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.protocol.Errors;

/// What one fetch request comes to, seen from its session.
sealed interface FetchTurn {

    /// @param wanted everything that is to be read, in the order in which it gets its share of the answer
    /// @param session to which the answer is shown before it leaves; empty for a request without one
    record Read(List<Wanted> wanted, Optional<FetchSession> session) implements FetchTurn {}

    /// The client has to begin a new session.
    record Refused(Errors error) implements FetchTurn {}
}
