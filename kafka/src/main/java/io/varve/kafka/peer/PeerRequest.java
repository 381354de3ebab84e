package io.varve.kafka.peer;

import io.varve.kafka.api.RequestContext;
import io.varve.kafka.codec.RequestBytes;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/// What another node is asked.
///
/// @param version of the request and of its answer
/// @param clientId of the client on whose behalf the question is asked
public record PeerRequest(ApiKeys api, short version, String clientId, ApiMessage message) {

    /// A client's own words, or others in their place, in the version that the client speaks.
    public static PeerRequest of(RequestContext context, ApiMessage message) {
        return new PeerRequest(context.api(), context.version(), context.clientId(), message);
    }

    /// The request's frame, length included.
    ByteBuffer encode(int correlationId) {
        return RequestBytes.of(api, version, correlationId, clientId, message);
    }

    /// Reads an answer; record bytes stay slices of the frame.
    ///
    /// @param frame without its length
    /// @throws RuntimeException if it is no answer to this request
    ApiMessage decode(ByteBuffer frame, int correlationId) {
        var fields = new ByteBufferAccessor(frame);
        int answered = new ResponseHeaderData(fields, api.responseHeaderVersion(version)).correlationId();
        if (answered != correlationId) {
            throw new IllegalStateException("the answer to request " + answered + " came for " + correlationId);
        }
        ApiMessage answer = api.messageType.newResponse();
        answer.read(fields, version);
        return answer;
    }
}
