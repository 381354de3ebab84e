package io.varve.storage.minio;

import io.varve.storage.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/// A payload's parts as the body of a request.
final class PayloadBody extends RequestBody {

    private static final MediaType TYPE = MediaType.get("application/octet-stream");

    private final Payload payload;

    PayloadBody(Payload payload) {
        this.payload = payload;
    }

    Payload payload() {
        return payload;
    }

    @Override
    public MediaType contentType() {
        return TYPE;
    }

    @Override
    public long contentLength() {
        return payload.length();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        for (ByteBuffer part : payload.parts()) {
            sink.write(part.duplicate());
        }
    }
}
