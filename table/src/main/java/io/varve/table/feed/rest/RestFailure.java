package io.varve.table.feed.rest;

import io.varve.table.feed.OtherCatalog.Change;
import io.varve.table.feed.OtherCatalogException;
import io.varve.table.feed.OtherCatalogException.Kind;
import java.net.URI;
import java.util.Objects;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.RESTException;

/// What the exceptions of Iceberg's client mean.
final class RestFailure {

    private RestFailure() {}

    /// Of the first request, without which there are no others.
    static OtherCatalogException ofConnect(URI uri, RuntimeException e) {
        return new OtherCatalogException(Kind.UNAVAILABLE, message("use the REST catalog at " + uri, e), e);
    }

    /// Of a request that changes nothing.
    static OtherCatalogException ofRead(String doing, RuntimeException e) {
        boolean ofOneTable = e instanceof ForbiddenException
                || e instanceof BadRequestException
                || !(e instanceof RESTException || e instanceof NotAuthorizedException);
        return new OtherCatalogException(ofOneTable ? Kind.REFUSED : Kind.UNAVAILABLE, message(doing, e), e);
    }

    /// Of a request that may have changed something.
    ///
    /// @throws OtherCatalogException if it did not, and would not either if it were repeated
    static Change ofChange(String doing, RuntimeException e) {
        return switch (e) {
            case CommitFailedException _, AlreadyExistsException _, NoSuchTableException _ -> Change.CONFLICT;
            case CommitStateUnknownException _ -> Change.UNKNOWN;
            case NotAuthorizedException _ -> throw new OtherCatalogException(Kind.UNAVAILABLE, message(doing, e), e);
            case ForbiddenException _, BadRequestException _ ->
                throw new OtherCatalogException(Kind.REFUSED, message(doing, e), e);
            // No answer, or that of a server that has failed.
            case RESTException _ -> Change.UNKNOWN;
            default -> throw new OtherCatalogException(Kind.REFUSED, message(doing, e), e);
        };
    }

    private static String message(String doing, RuntimeException e) {
        String message = Objects.requireNonNullElse(e.getMessage(), "");
        return "cannot " + doing + ": "
                + message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
