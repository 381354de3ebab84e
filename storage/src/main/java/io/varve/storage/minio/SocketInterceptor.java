package io.varve.storage.minio;

import io.varve.storage.http.ErrorAnswer;
import io.varve.storage.http.HttpAnswer;
import io.varve.storage.http.HttpBody;
import io.varve.storage.http.HttpCall;
import io.varve.storage.http.HttpCall.Header;
import io.varve.storage.http.HttpConnections;
import io.varve.storage.http.HttpTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/// Answers the client's requests through [HttpConnections] and not through OkHttp's own transport, which copies bodies
/// in pieces of 8 KiB and repeats some requests by itself.
final class SocketInterceptor implements Interceptor {

    /// How much of an error's document is read.
    private static final int MAX_ERROR_BYTES = 64 << 10;

    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

    private final HttpConnections connections;

    SocketInterceptor(HttpConnections connections) {
        this.connections = connections;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        HttpAnswer answer = connections.exchange(call(request));
        if (answer.head().status() >= 300) {
            throw new ErrorAnswerException(error(answer));
        }
        return response(request, answer);
    }

    private static HttpCall call(Request request) throws IOException {
        RequestBody body = request.body();
        List<Header> headers = new ArrayList<>();
        request.headers().forEach(header -> {
            if (!header.getFirst().equalsIgnoreCase("Host")) {
                headers.add(new Header(header.getFirst(), header.getSecond()));
            }
        });
        if (body != null) {
            headers.add(new Header("Content-Length", Long.toString(body.contentLength())));
            MediaType type = body.contentType();
            if (type != null && request.header("Content-Type") == null) {
                headers.add(new Header("Content-Type", type.toString()));
            }
        }
        String query = request.url().encodedQuery();
        return new HttpCall(
                new HttpTarget(request.url().host(), request.url().port(), request.isHttps()),
                request.method(),
                request.url().encodedPath() + (query == null ? "" : "?" + query),
                headers,
                httpBody(body),
                HttpCall.timeoutFor(body == null ? 0 : body.contentLength()));
    }

    private static HttpBody httpBody(@Nullable RequestBody body) {
        if (body == null) {
            return HttpBody.NONE;
        }
        if (body instanceof PayloadBody payload) {
            return payload.httpBody();
        }
        return out -> {
            BufferedSink sink = Okio.buffer(Okio.sink(out));
            body.writeTo(sink);
            sink.emit();
        };
    }

    private static Response response(Request request, HttpAnswer answer) {
        var headers = new Headers.Builder();
        answer.head().headers().forEach(header -> headers.addUnsafeNonAscii(header.name(), header.value()));
        long length =
                answer.head().header("Content-Length").map(Long::parseLong).orElse(-1L);
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(answer.head().status())
                .message("")
                .headers(headers.build())
                .body(new AnswerBody(answer.body(), length))
                .build();
    }

    private static ErrorAnswer error(HttpAnswer answer) throws IOException {
        String document;
        try (InputStream body = answer.body()) {
            document = new String(body.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
        }
        String message = group(MESSAGE, document);
        return new ErrorAnswer(answer.head().status(), group(CODE, document), message == null ? "" : message);
    }

    private static @Nullable String group(Pattern element, String document) {
        Matcher matcher = element.matcher(document);
        return matcher.find() ? matcher.group(1) : null;
    }
}
