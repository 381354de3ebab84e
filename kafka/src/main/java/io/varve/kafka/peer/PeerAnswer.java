package io.varve.kafka.peer;

import org.apache.kafka.common.protocol.ApiMessage;

/// What came of asking another node.
public sealed interface PeerAnswer {

    record Answered(ApiMessage message) implements PeerAnswer {}

    /// The node has not heard the question: another one can be asked instead.
    record Unreachable(String reason) implements PeerAnswer {}

    /// The question was sent, and no answer came: what it asked for may have happened.
    record Lost(String reason) implements PeerAnswer {}
}
