package io.varve.storage.file;

import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/// What an [IOException] of a file operation means to the caller of the store.
final class FileFailure {

    /// Conditions for which Java has no exception type, as the operating system words them.
    private static final List<String> FOR_A_PERSON =
            List.of("No space left on device", "Read-only file system", "Disk quota exceeded", "Permission denied");

    private FileFailure() {}

    static StoreException of(String operation, String key, IOException failure) {
        String reason = describe(failure);
        boolean refused = failure instanceof AccessDeniedException
                || FOR_A_PERSON.stream().anyMatch(reason::contains);
        return new StoreException(
                refused ? Kind.REFUSED : Kind.UNAVAILABLE, operation + " " + key + ": " + reason, failure);
    }

    /// Whether there is no object because there is no such file, or because a part of its path is one.
    static boolean isAbsence(IOException failure) {
        return failure instanceof NoSuchFileException
                || (failure instanceof FileSystemException && describe(failure).contains("Not a directory"));
    }

    static String describe(Exception failure) {
        return failure.getClass().getSimpleName() + " " + failure.getMessage();
    }
}
