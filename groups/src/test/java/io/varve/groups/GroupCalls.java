package io.varve.groups;

import io.varve.kafka.api.ClientConnection;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.RequestContext.Arrival;
import io.varve.kafka.api.RequestContext.RequestBytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// How a client asks a coordinator.
public final class GroupCalls {

    private GroupCalls() {}

    /// Asks again while the coordinator is about to begin.
    public static <T> T whenLoaded(Supplier<CompletionStage<T>> call) {
        while (true) {
            try {
                T answer = join(call.get());
                if (answer != Errors.COORDINATOR_LOAD_IN_PROGRESS && answer != Errors.NOT_COORDINATOR) {
                    return answer;
                }
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof CoordinatorLoadInProgressException)
                        && !(e.getCause() instanceof NotCoordinatorException)) {
                    throw e;
                }
            }
            Thread.onSpinWait();
        }
    }

    public static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /// @throws org.apache.kafka.common.errors.ApiException of an answer's error
    public static <T> T good(short errorCode, T answer) {
        Errors error = Errors.forCode(errorCode);
        if (error != Errors.NONE) {
            throw error.exception();
        }
        return answer;
    }

    public static RequestContext context(ApiKeys api, int version) {
        return context(api, version, connection(1));
    }

    public static ClientConnection connection(long id) {
        return new ClientConnection(id, "kafka", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    public static RequestContext context(ApiKeys api, int version, ClientConnection connection) {
        return new RequestContext(
                api, (short) version, 1, "client", connection, new Arrival(0, Duration.ZERO, RequestBytes.NONE));
    }
}
