package io.varve.storage.minio;

import io.varve.storage.http.ErrorAnswer;
import java.io.IOException;

/// Carries an answer that is no success through the client, which would lose the status of some.
final class ErrorAnswerException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient ErrorAnswer answer;

    ErrorAnswerException(ErrorAnswer answer) {
        super("the store answered " + answer.status());
        this.answer = answer;
    }

    ErrorAnswer answer() {
        return answer;
    }
}
