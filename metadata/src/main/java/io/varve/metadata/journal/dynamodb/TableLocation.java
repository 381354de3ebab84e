package io.varve.metadata.journal.dynamodb;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which table holds a journal.
///
/// @param endpoint where the table is served, or null for the region's own endpoint
/// @param regionName the AWS region, or null for that of the environment
/// @param create whether a missing table is created even if the endpoint is not on this machine
public record TableLocation(
        String table, @Nullable URI endpoint, @Nullable String regionName, boolean create) {

    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_.-]{3,255}");

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public TableLocation {
        if (!TABLE.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "'" + table + "' is no DynamoDB table name: 3 to 255 of A-Z a-z 0-9 . _ -");
        }
        if (endpoint != null && (endpoint.getHost() == null || !isHttp(endpoint))) {
            throw new IllegalArgumentException("'" + endpoint + "' is no endpoint: http://HOST:PORT or https://HOST");
        }
    }

    /// Whether the table is served on this machine, where credentials mean nothing and nothing costs money.
    boolean local() {
        return Optional.ofNullable(endpoint)
                .map(URI::getHost)
                .filter(LOOPBACK::contains)
                .isPresent();
    }

    /// Whether a missing table may be created.
    boolean mayCreate() {
        return create || local();
    }

    /// Names the table in messages.
    @Override
    public String toString() {
        String where = endpoint != null ? endpoint.toString() : regionName != null ? regionName : "the default region";
        return "DynamoDB table " + table + " at " + where;
    }

    private static boolean isHttp(URI endpoint) {
        return "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    }
}
