package io.varve.table.feed.glue;

import io.varve.table.feed.OtherCatalog.Change;
import io.varve.table.feed.OtherCatalogException;
import io.varve.table.feed.OtherCatalogException.Kind;
import java.io.IOException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;

/// What the SDK's exceptions mean.
final class GlueFailure {

    private static final int HTTP_SERVER_ERROR = 500;
    private static final int HTTP_BAD_REQUEST = 400;

    private GlueFailure() {}

    /// Of a request that changes nothing.
    static OtherCatalogException ofRead(String doing, SdkException e) {
        return new OtherCatalogException(refused(e) ? Kind.REFUSED : Kind.UNAVAILABLE, message(doing, e), e);
    }

    /// Of a request that may have changed something.
    ///
    /// @throws OtherCatalogException if it did not, and would not either if it were repeated
    static Change ofChange(String doing, SdkException e) {
        return switch (e) {
            case ConcurrentModificationException _, AlreadyExistsException _, EntityNotFoundException _ ->
                Change.CONFLICT;
            case SdkServiceException answer when answer.statusCode() >= HTTP_SERVER_ERROR -> Change.UNKNOWN;
            case SdkServiceException _ -> throw ofRead(doing, e);
            default -> {
                if (unanswered(e)) {
                    yield Change.UNKNOWN;
                }
                throw ofRead(doing, e);
            }
        };
    }

    /// An answer that is no matter of time, nor of who asks.
    private static boolean refused(SdkException e) {
        return e instanceof SdkServiceException answer
                && answer.statusCode() == HTTP_BAD_REQUEST
                && !answer.isThrottlingException();
    }

    private static boolean unanswered(SdkException e) {
        return e instanceof AbortedException
                || e instanceof ApiCallTimeoutException
                || e.getCause() instanceof IOException;
    }

    private static String message(String doing, SdkException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials")) {
            // The SDK goes on to say where it looked, at length.
            return "cannot " + doing
                    + ": there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a"
                    + " role";
        }
        return "cannot " + doing + ": " + message.lines().findFirst().orElse("");
    }
}
