package io.varve.node.http;

/// What a role answers over HTTP below a path of its own.
///
/// Thread-safe. Called on a virtual thread, which it may block.
public interface HttpEndpoint {

    /// Begins with a slash and ends without one.
    String path();

    HttpReply answer(HttpCall call);
}
