package io.varve.storage.http;

import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An answer of an S3-compatible server that is not a success.
///
/// @param status of HTTP
/// @param code S3's word for it; answers to HEAD have none
/// @param message the server's own, or empty
public record ErrorAnswer(int status, @Nullable String code, String message) {

    private static final Set<String> THROTTLING = Set.of(
            "SlowDown",
            "SlowDownRead",
            "SlowDownWrite",
            "Throttling",
            "ThrottlingException",
            "TooManyRequests",
            "RequestLimitExceeded");

    private static final Set<String> BAD_CHECKSUM =
            Set.of("BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch");

    /// A request signed by a wrong clock passes as well: the next one is signed by the store's, or the clock is
    /// set.
    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "OperationAborted",
            "ConditionalRequestConflict",
            "InternalError",
            "IncompleteBody",
            "RequestTimeTooSkewed");

    /// One key's error within the answer to a deletion of many, which has no status of its own.
    public static ErrorAnswer ofDelete(String code, String message) {
        int status = switch (code) {
            case "InternalError" -> 500;
            case "AccessDenied" -> 403;
            default -> 400;
        };
        return new ErrorAnswer(status, code, message);
    }

    /// What the failure of an operation means to the caller of the store, apart from what the operation itself
    /// expects.
    public StoreException toException(String operation, String key, @Nullable Throwable cause) {
        Kind kind = kind();
        String hint = kind == Kind.REFUSED || isOneOf(PASSING) ? hint() : "";
        return new StoreException(
                kind,
                operation + " " + key + ": the store answered " + status + (code == null ? "" : " " + code)
                        + (message.isBlank() ? "" : " (" + message.strip().replace('\n', ' ') + ")") + hint,
                cause);
    }

    Kind kind() {
        if (status == 429 || isOneOf(THROTTLING) || (status == 503 && code == null)) {
            return Kind.THROTTLED;
        }
        if (status >= 500 || status == 408 || status == 409 || isOneOf(PASSING)) {
            return Kind.UNAVAILABLE;
        }
        boolean badChecksum = isOneOf(BAD_CHECKSUM) || message.contains("x-amz-checksum");
        return status == 400 && badChecksum ? Kind.CORRUPT : Kind.REFUSED;
    }

    private String hint() {
        if ("RequestTimeTooSkewed".equals(code)) {
            return "; set this machine's clock";
        }
        if ("NoSuchBucket".equals(code) || status == 404) {
            return "; create the bucket, or correct its name and the endpoint";
        }
        if ("InvalidAccessKeyId".equals(code) || "SignatureDoesNotMatch".equals(code) || status == 401) {
            return "; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
        }
        if ("ExpiredToken".equals(code) || "InvalidToken".equals(code)) {
            return "; renew the credentials and AWS_SESSION_TOKEN";
        }
        if (status == 403) {
            return "; check the credentials, and that they may get, put, list and delete objects of this bucket";
        }
        if (status / 100 == 3 || "AuthorizationHeaderMalformed".equals(code)) {
            return "; the bucket is in another region: say which by region=… or AWS_REGION";
        }
        return "";
    }

    private boolean isOneOf(Set<String> codes) {
        return code != null && codes.contains(code);
    }
}
