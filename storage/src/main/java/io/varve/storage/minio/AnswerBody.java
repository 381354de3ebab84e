package io.varve.storage.minio;

import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/// The body of an answer, for the client as it wants it, and for objects as the stream itself, without OkHttp's
/// copying.
final class AnswerBody extends ResponseBody {

    private final InputStream stream;
    private final BufferedSource source;
    private final long length;

    /// @param length −1 if it is not known
    AnswerBody(InputStream stream, long length) {
        this.stream = stream;
        this.source = Okio.buffer(Okio.source(stream));
        this.length = length;
    }

    InputStream stream() {
        return stream;
    }

    @Override
    public @Nullable MediaType contentType() {
        return null;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public BufferedSource source() {
        return source;
    }
}
