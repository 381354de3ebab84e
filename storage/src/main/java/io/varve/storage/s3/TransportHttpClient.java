package io.varve.storage.s3;

import io.varve.storage.http.HttpAnswer;
import io.varve.storage.http.HttpBody;
import io.varve.storage.http.HttpTransport;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/// The SDK's transport over [HttpTransport].
final class TransportHttpClient implements SdkHttpClient {

    /// What the transport says by itself; and "Expect: 100-continue", which would cost every upload a round
    /// trip, to save one in the rare case of a taken key.
    private static final Set<String> NOT_SENT = Set.of("host", "content-length", "expect");

    private final HttpTransport transport;

    TransportHttpClient(HttpTransport transport) {
        this.transport = transport;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {

            @Override
            public HttpExecuteResponse call() throws IOException {
                return response(transport.exchange(httpRequest(request)));
            }

            @Override
            public void abort() {
                // The SDK aborts only requests with a time limit of its own, which is not set; the transport has one.
            }
        };
    }

    @Override
    public String clientName() {
        return "Varve";
    }

    @Override
    public void close() {
        transport.close();
    }

    private static HttpRequest httpRequest(HttpExecuteRequest request) {
        SdkHttpRequest http = request.httpRequest();
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(http.getUri()).method(http.method().name(), body(request));
        http.forEachHeader((name, values) -> {
            if (!NOT_SENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        return builder.build();
    }

    private static BodyPublisher body(HttpExecuteRequest request) {
        return request.contentStreamProvider()
                .map(content -> HttpBody.of(content::newStream, bodyBytes(request.httpRequest())))
                .orElseGet(BodyPublishers::noBody);
    }

    private static long bodyBytes(SdkHttpRequest http) {
        return http.firstMatchingHeader("Content-Length").map(Long::parseLong).orElse(0L);
    }

    private static HttpExecuteResponse response(HttpAnswer answer) {
        var response = SdkHttpFullResponse.builder().statusCode(answer.status());
        answer.headers().map().forEach(response::putHeader);
        return HttpExecuteResponse.builder()
                .response(response.build())
                .responseBody(AbortableInputStream.create(answer.body()))
                .build();
    }
}
