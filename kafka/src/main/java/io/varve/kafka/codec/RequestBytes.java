package io.varve.kafka.codec;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/// Encodes a request that carries no records.
public final class RequestBytes {

    private RequestBytes() {}

    /// The frame, length included.
    ///
    /// @throws RuntimeException if the message has a field set that the version cannot carry
    public static ByteBuffer of(ApiKeys api, short version, int correlationId, String clientId, ApiMessage message) {
        var header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion(version)
                .setCorrelationId(correlationId)
                .setClientId(clientId);
        short headerVersion = api.requestHeaderVersion(version);
        var cache = new ObjectSerializationCache();
        var size = new MessageSizeAccumulator();
        header.addSize(size, cache, headerVersion);
        message.addSize(size, cache, version);
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + size.totalSize()).putInt(size.totalSize());
        var fields = new ByteBufferAccessor(frame);
        header.write(fields, cache, headerVersion);
        message.write(fields, cache, version);
        return frame.flip();
    }
}
