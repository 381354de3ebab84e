package io.varve.reader.forward;

import io.varve.core.CrashPoints;
import io.varve.core.SystemDoors;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.ApiRegistry;
import io.varve.kafka.api.Features;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.net.InFlightBytes;
import io.varve.kafka.net.KafkaListener;
import io.varve.kafka.net.ListenerSettings;
import io.varve.kafka.net.ListenerSettings.Bounds;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/// An ingest node's port that gives to whatever it is asked the same reply.
final class IngestDouble implements AutoCloseable {

    private final KafkaListener listener;
    private final Reply reply;
    private final List<RequestContext> asked = new CopyOnWriteArrayList<>();
    private final List<ApiMessage> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);

    IngestDouble(Reply reply) throws IOException {
        this.reply = reply;
        List<SameReply> handlers =
                SharedVersions.OF_CHANGES.keySet().stream().map(SameReply::new).toList();
        listener = KafkaListener.start(
                new ListenerSettings("ingest", "127.0.0.1", 0, Bounds.DEFAULT),
                new ApiRegistry(handlers, Features.NONE),
                new InFlightBytes(Bounds.DEFAULT.maxFrameBytes()),
                SystemDoors.open(CrashPoints.OFF));
    }

    int port() {
        return listener.address().getPort();
    }

    /// Where the requests came from, in their order.
    List<RequestContext> asked() {
        return asked;
    }

    List<ApiMessage> requests() {
        return requests;
    }

    /// Until it was asked at least once.
    void awaitRequest() throws InterruptedException {
        first.await();
    }

    @Override
    public void close() {
        listener.close();
    }

    private final class SameReply implements ApiHandler<ApiMessage> {

        private final ApiKeys api;

        private SameReply(ApiKeys api) {
            this.api = api;
        }

        @Override
        public ApiKeys api() {
            return api;
        }

        @Override
        public VersionRange versions() {
            return SharedVersions.of(api);
        }

        @Override
        public CompletionStage<Reply> handle(RequestContext context, ApiMessage request) {
            asked.add(context);
            requests.add(request);
            first.countDown();
            return CompletableFuture.completedFuture(reply);
        }
    }
}
