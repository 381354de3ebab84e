package io.varve.kafka.net;

import io.varve.kafka.api.Reply;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.network.Send;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.SendBuilder;
import org.apache.kafka.common.requests.ResponseHeader;

/// A request under way: what is needed to answer it.
///
/// @param version in which the response is encoded
/// @param reply never completes exceptionally
record Exchange(ApiKeys api, short version, int correlationId, CompletableFuture<Reply> reply) {

    /// The response's bytes; records are not copied.
    Send encode(ApiMessage message) {
        var header = new ResponseHeader(correlationId, api.responseHeaderVersion(version));
        return SendBuilder.buildResponseSend(header, message, version);
    }
}
