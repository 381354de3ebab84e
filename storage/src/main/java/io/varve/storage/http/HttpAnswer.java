package io.varve.storage.http;

import java.io.InputStream;

/// The head of an answer, and its body, which the caller reads to its end or closes; until then it owns the connection.
public record HttpAnswer(HttpHead head, InputStream body) {}
