package io.varve.node;

import io.varve.kafka.api.ApiHandler;
import io.varve.node.http.HttpEndpoint;
import java.util.List;

/// A role at work.
///
/// ```
///   start --> serving --> draining (requests under way still want their answers) --> closed
/// ```
public interface Duty extends AutoCloseable {

    /// The APIs that the role serves.
    List<ApiHandler<?>> handlers();

    /// What the role answers over HTTP.
    default List<HttpEndpoint> endpoints() {
        return List.of();
    }

    /// No further request comes: whatever waits for company or for news is to be answered soon.
    void drain();

    @Override
    void close();
}
