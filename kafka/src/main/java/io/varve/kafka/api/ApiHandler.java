package io.varve.kafka.api;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/// One API of the Kafka protocol, named and numbered `Api00Produce`; `Q` is the request's message class.
///
/// [#handle] begins on the connection's reader thread, in the order in which the connection's requests arrived, so
/// whatever a handler does before it returns is ordered per connection. It must not wait there for anything that takes
/// long, because the connection's next request begins only when it has returned; what takes long completes the stage
/// later, on any thread. Requests of different connections run at once: handlers are thread-safe.
///
/// Answers leave in the order of the requests, whatever the order of completion. Record bytes of the request are slices
/// of the received frame; they may be kept until the stage completes, which returns the frame's bytes to the node's
/// budget, or for longer with [RequestContext#keepBytesUntil]. Record bytes of the answer are written from where they
/// are and must not change until then.
///
/// An exception, thrown or in the stage, becomes the API's own error response: Kafka's exceptions with their code,
/// every other as UNKNOWN_SERVER_ERROR with one log line.
///
/// ```
///   arrival --> handle(context, request) --> stage --> Answer      message, in request order
///                                                  +-> Silence     nothing, acks=0
///                                                  +-> Disconnect  the connection ends
/// ```
public interface ApiHandler<Q extends ApiMessage> {

    ApiKeys api();

    /// What ApiVersions advertises; the handler never sees another version.
    VersionRange versions();

    CompletionStage<Reply> handle(RequestContext context, Q request);
}
