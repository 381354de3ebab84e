package io.varve.kafka.net;

import io.varve.kafka.api.Reply;
import io.varve.kafka.codec.ResponseBytes;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/// A request under way: what is needed to answer it.
///
/// @param version in which the response is encoded
/// @param reply never completes exceptionally
record Exchange(ApiKeys api, short version, int correlationId, CompletableFuture<Reply> reply) {

    /// The response's frame; records are not copied.
    ByteBuffer[] encode(ApiMessage message) {
        return ResponseBytes.of(api, version, correlationId, message);
    }
}
