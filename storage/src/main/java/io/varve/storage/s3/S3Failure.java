package io.varve.storage.s3;

import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import io.varve.storage.http.ErrorAnswer;
import java.io.IOException;
import java.util.Objects;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What an exception of the SDK means to the caller of the store.
final class S3Failure {

    private S3Failure() {}

    static StoreException of(String operation, String key, SdkException failure) {
        if (!(failure instanceof S3Exception answer)) {
            return withoutAnswer(operation, key, failure);
        }
        ErrorAnswer error = errorAnswer(answer);
        if (error.status() == 404 && (error.code() == null || error.code().equals("NoSuchKey"))) {
            return new ObjectNotFoundException(key);
        }
        return error.toException(operation, key, failure);
    }

    private static ErrorAnswer errorAnswer(S3Exception answer) {
        return answer.awsErrorDetails() == null
                ? new ErrorAnswer(answer.statusCode(), null, "")
                : new ErrorAnswer(
                        answer.statusCode(),
                        answer.awsErrorDetails().errorCode(),
                        Objects.requireNonNullElse(answer.awsErrorDetails().errorMessage(), ""));
    }

    private static StoreException withoutAnswer(String operation, String key, SdkException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof InterruptedException) {
                return new StoreException(Kind.UNAVAILABLE, operation + " " + key + ": " + cause, failure);
            }
        }
        return new StoreException(Kind.REFUSED, operation + " " + key + ": " + whatIsMissing(failure), failure);
    }

    /// What is left are credentials or regions that the SDK did not find. Its messages say where it looked, at
    /// length.
    private static String whatIsMissing(SdkException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("Unable to load credentials")) {
            return "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role";
        }
        if (message.contains("Unable to load region")) {
            return "there is no region: add region=… to the URI, or set AWS_REGION";
        }
        return message;
    }
}
