package io.varve.kafka.catalog;

import io.varve.core.Threads;
import io.varve.kafka.api.ErrorCodes;
import io.varve.metadata.state.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ApiError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes that one request asks for, each answered for itself.
final class Changes {

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private Changes() {}

    /// Makes all changes at the same time, so that they share journal entries, and waits for the last.
    static <T, R> List<R> all(Threads threads, String name, List<T> wanted, Function<T, R> change) {
        var results = new ArrayList<CompletableFuture<R>>(wanted.size());
        for (T one : wanted) {
            var result = new CompletableFuture<R>();
            threads.start(name, () -> {
                try {
                    result.complete(change.apply(one));
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            results.add(result);
        }
        return results.stream().map(CompletableFuture::join).toList();
    }

    /// @throws ApiException if the change was refused
    static void require(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            throw ErrorCodes.of(refused.refusal()).exception(refused.message());
        }
    }

    /// What a change that failed is answered with.
    static ApiError error(RuntimeException thrown) {
        Throwable cause = ErrorCodes.cause(thrown);
        if (cause instanceof ApiException) {
            return ApiError.fromThrowable(cause);
        }
        Errors error = ErrorCodes.of(cause);
        if (error == Errors.UNKNOWN_SERVER_ERROR) {
            LOG.error("a change failed", cause);
        }
        return new ApiError(error, error.message());
    }
}
