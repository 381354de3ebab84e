package io.varve.storage.http;

import java.time.Duration;
import java.util.List;

/// One request.
///
/// @param pathAndQuery encoded, as it goes into the request line
/// @param headers all but `Host`; with `Content-Length` if there is a body
/// @param timeout how long everything may take, up to the last byte of the answer
public record HttpCall(
        HttpTarget target, String method, String pathAndQuery, List<Header> headers, HttpBody body, Duration timeout) {

    /// For connecting, and for a server to answer a request without a body.
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /// Added for every MiB of a request's body: a slower network counts as a failed one.
    private static final Duration REQUEST_TIMEOUT_PER_MIB = Duration.ofSeconds(1);

    public HttpCall {
        headers = List.copyOf(headers);
    }

    /// The usual time limit for a request whose body has so many bytes.
    public static Duration timeoutFor(long bodyBytes) {
        return REQUEST_TIMEOUT.plus(REQUEST_TIMEOUT_PER_MIB.multipliedBy(bodyBytes >> 20));
    }

    /// The answer has no body whatever its headers say.
    boolean isHead() {
        return method.equals("HEAD");
    }

    /// One line of a head, whose name is compared without regard to case.
    public record Header(String name, String value) {

        public Header {
            if (breaksLine(name) || breaksLine(value)) {
                throw new IllegalArgumentException("a line break in the HTTP header " + name);
            }
        }

        private static boolean breaksLine(String text) {
            return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0;
        }
    }
}
