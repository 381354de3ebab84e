package io.varve.storage.http;

import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.Optional;

/// The head of an answer, and its body, which the caller reads to its end or closes; until then it owns the connection.
public record HttpAnswer(int status, HttpHeaders headers, InputStream body) {

    /// The first header of that name.
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }
}
