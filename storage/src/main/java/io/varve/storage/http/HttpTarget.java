package io.varve.storage.http;

/// Where to connect to.
///
/// @param host a name, or an address without brackets
public record HttpTarget(String host, int port, boolean tls) {

    private static final int PLAIN_PORT = 80;
    private static final int TLS_PORT = 443;

    /// The value of the `Host` header.
    String authority() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (tls ? TLS_PORT : PLAIN_PORT) ? name : name + ":" + port;
    }
}
