package io.varve.storage.minio;

import io.varve.storage.http.ErrorAnswer;
import io.varve.storage.http.HttpAnswer;
import io.varve.storage.http.HttpBody;
import io.varve.storage.http.HttpTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
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

/// Answers the client's requests through [HttpTransport] and not through OkHttp's own.
final class TransportInterceptor implements Interceptor {

    /// How much of an error's document is read.
    private static final int MAX_ERROR_BYTES = 64 << 10;

    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

    /// What the transport says by itself.
    private static final Set<String> NOT_SENT = Set.of("host", "content-length");

    private final HttpTransport transport;

    TransportInterceptor(HttpTransport transport) {
        this.transport = transport;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        HttpAnswer answer = transport.exchange(httpRequest(request));
        if (answer.status() >= 300) {
            throw new ErrorAnswerException(error(answer));
        }
        return response(request, answer);
    }

    private static HttpRequest httpRequest(Request request) throws IOException {
        RequestBody body = request.body();
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(request.url().toString())).method(request.method(), publisher(body));
        request.headers().forEach(header -> {
            if (!NOT_SENT.contains(header.getFirst().toLowerCase(Locale.ROOT))) {
                builder.header(header.getFirst(), header.getSecond());
            }
        });
        MediaType type = body == null ? null : body.contentType();
        if (type != null && request.header("Content-Type") == null) {
            builder.header("Content-Type", type.toString());
        }
        return builder.build();
    }

    private static BodyPublisher publisher(@Nullable RequestBody body) throws IOException {
        return switch (body) {
            case null -> BodyPublishers.noBody();
            case PayloadBody payload -> HttpBody.of(payload.payload());
            default -> BodyPublishers.ofByteArray(bytesOf(body));
        };
    }

    private static byte[] bytesOf(RequestBody body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        BufferedSink sink = Okio.buffer(Okio.sink(bytes));
        body.writeTo(sink);
        sink.flush();
        return bytes.toByteArray();
    }

    private static Response response(Request request, HttpAnswer answer) {
        var headers = new Headers.Builder();
        answer.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> headers.addUnsafeNonAscii(name, value)));
        long length = answer.header("Content-Length").map(Long::parseLong).orElse(-1L);
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(answer.status())
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
        return new ErrorAnswer(answer.status(), group(CODE, document), message == null ? "" : message);
    }

    private static @Nullable String group(Pattern element, String document) {
        Matcher matcher = element.matcher(document);
        return matcher.find() ? matcher.group(1) : null;
    }
}
