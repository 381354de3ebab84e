package io.varve.node.http;

/// A request, without its body, which no endpoint wants.
///
/// @param method in capitals
/// @param path behind that of the endpoint, as it was sent: not decoded; empty or beginning with a slash
/// @param query as it was sent, without the question mark; empty if there is none
public record HttpCall(String method, String path, String query) {}
