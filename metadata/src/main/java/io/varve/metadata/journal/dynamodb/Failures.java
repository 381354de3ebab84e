package io.varve.metadata.journal.dynamodb;

import io.varve.metadata.journal.JournalException;
import java.io.IOException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/// What the SDK's exceptions mean to a journal.
final class Failures {

    private static final int HTTP_SERVER_ERROR = 500;

    private Failures() {}

    /// @param doing what failed, to follow "cannot"
    static JournalException of(String doing, SdkException e) {
        return new JournalException(kind(e), "cannot " + doing + ": " + reason(e), e);
    }

    private static JournalException.Kind kind(SdkException e) {
        if (e instanceof SdkServiceException answer) {
            if (answer.isThrottlingException()) {
                return JournalException.Kind.THROTTLED;
            }
            return answer.statusCode() >= HTTP_SERVER_ERROR
                    ? JournalException.Kind.UNAVAILABLE
                    : JournalException.Kind.REFUSED;
        }
        boolean unanswered = e instanceof AbortedException
                || e instanceof ApiCallTimeoutException
                || e.getCause() instanceof IOException;
        // What fails before anything is sent: no credentials, no region.
        return unanswered ? JournalException.Kind.UNAVAILABLE : JournalException.Kind.REFUSED;
    }

    private static String reason(SdkException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to load credentials")) {
            // The SDK goes on to say where it looked, at length.
            return "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role";
        }
        return message.lines().findFirst().orElse("");
    }
}
