package io.varve.ingest.fetch;

import io.varve.core.CrashPoints;
import io.varve.core.SystemDoors;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.Features;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.net.InFlightBytes;
import io.varve.kafka.net.KafkaListener;
import io.varve.kafka.net.ListenerSettings;
import io.varve.kafka.net.ListenerSettings.Bounds;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// A reader's port, behind which the test answers.
final class ReaderDouble implements AutoCloseable {

    private final KafkaListener listener;
    private final BlockingQueue<Held> held = new LinkedBlockingQueue<>();

    ReaderDouble() throws IOException {
        var handler = new Fetches();
        listener = KafkaListener.start(
                new ListenerSettings("reader", "127.0.0.1", 0, Bounds.DEFAULT),
                new ApiRegistry(List.of(handler), Features.NONE),
                new InFlightBytes(Bounds.DEFAULT.maxFrameBytes()),
                SystemDoors.open(CrashPoints.OFF));
    }

    record Held(RequestContext context, FetchRequestData request, CompletableFuture<Reply> reply) {

        void answer(FetchResponseData answer) {
            reply.complete(new Reply.Answer(answer));
        }
    }

    int port() {
        return listener.address().getPort();
    }

    /// The next fetch that comes.
    Held take() {
        try {
            return held.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How many fetches came that nobody took.
    int waiting() {
        return held.size();
    }

    @Override
    public void close() {
        listener.close();
    }

    private final class Fetches implements ApiHandler<FetchRequestData> {

        @Override
        public ApiKeys api() {
            return ApiKeys.FETCH;
        }

        @Override
        public VersionRange versions() {
            return VersionRange.of(4, 17);
        }

        @Override
        public CompletionStage<Reply> handle(RequestContext context, FetchRequestData request) {
            var reply = new CompletableFuture<Reply>();
            held.add(new Held(context, request, reply));
            return reply;
        }
    }
}
