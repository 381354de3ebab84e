package io.varve.storage.s3;

import io.varve.storage.http.HttpAnswer;
import io.varve.storage.http.HttpBody;
import io.varve.storage.http.HttpCall;
import io.varve.storage.http.HttpCall.Header;
import io.varve.storage.http.HttpConnections;
import io.varve.storage.http.HttpTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/// The SDK's transport over [HttpConnections].
final class SocketHttpClient implements SdkHttpClient {

    /// How much of a body is copied at a time: the SDK hides the parts of a payload behind a stream. It is also the
    /// most
    /// that the JDK hands to a socket in one system call.
    private static final int COPY_BYTES = 128 << 10;

    private final HttpConnections connections;

    SocketHttpClient(HttpConnections connections) {
        this.connections = connections;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        HttpCall call = call(request);
        return new ExecutableHttpRequest() {

            @Override
            public HttpExecuteResponse call() throws IOException {
                return response(connections.exchange(call));
            }

            @Override
            public void abort() {
                // The SDK aborts only requests with a time limit of its own, which is not set; the call has one.
            }
        };
    }

    @Override
    public String clientName() {
        return "Varve";
    }

    @Override
    public void close() {
        connections.close();
    }

    private static HttpCall call(HttpExecuteRequest request) {
        SdkHttpRequest http = request.httpRequest();
        List<Header> headers = new ArrayList<>();
        http.forEachHeader((name, values) -> {
            // "Expect: 100-continue" would cost every upload a round trip, to save one in the rare case of a taken key.
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Expect")) {
                values.forEach(value -> headers.add(new Header(name, value)));
            }
        });
        String path = http.encodedPath().isEmpty() ? "/" : http.encodedPath();
        return new HttpCall(
                new HttpTarget(http.host(), http.port(), http.protocol().equals("https")),
                http.method().name(),
                http.encodedQueryParameters().map(query -> path + "?" + query).orElse(path),
                headers,
                body(request),
                HttpCall.timeoutFor(bodyBytes(http)));
    }

    private static HttpBody body(HttpExecuteRequest request) {
        return request.contentStreamProvider()
                .<HttpBody>map(content -> out -> {
                    try (InputStream in = content.newStream()) {
                        copy(in, out, bodyBytes(request.httpRequest()));
                    }
                })
                .orElse(HttpBody.NONE);
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[(int) Math.min(Math.max(length, 1), COPY_BYTES)];
        for (int count = in.readNBytes(buffer, 0, buffer.length);
                count > 0;
                count = in.readNBytes(buffer, 0, buffer.length)) {
            out.write(buffer, 0, count);
        }
    }

    private static long bodyBytes(SdkHttpRequest http) {
        return http.firstMatchingHeader("Content-Length").map(Long::parseLong).orElse(0L);
    }

    private static HttpExecuteResponse response(HttpAnswer answer) {
        var response = SdkHttpFullResponse.builder().statusCode(answer.head().status());
        answer.head().headers().forEach(header -> response.appendHeader(header.name(), header.value()));
        return HttpExecuteResponse.builder()
                .response(response.build())
                .responseBody(AbortableInputStream.create(answer.body()))
                .build();
    }
}
