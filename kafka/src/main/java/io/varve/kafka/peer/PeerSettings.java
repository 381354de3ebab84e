package io.varve.kafka.peer;

import java.time.Duration;

/// Bounds of what this node asks of others.
///
/// @param maxConnectionsPerNode and so requests under way
/// @param maxIdle a connection that was not used for so long is not used again; well below the time after which nodes
/// close idle connections
/// @param connectTimeout how long a connection may take to come about
/// @param maxAnswerBytes a larger answer is not read
public record PeerSettings(int maxConnectionsPerNode, Duration maxIdle, Duration connectTimeout, int maxAnswerBytes) {

    /// Larger than any batch that a node takes, since an answer holds one whatever its size.
    private static final int MAX_ANSWER_BYTES = 128 << 20;

    public static final PeerSettings DEFAULT =
            new PeerSettings(256, Duration.ofMinutes(1), Duration.ofSeconds(2), MAX_ANSWER_BYTES);
}
