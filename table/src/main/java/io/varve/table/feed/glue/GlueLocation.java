package io.varve.table.feed.glue;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which database of which AWS Glue Data Catalog is fed. Credentials come from the SDK's default chain.
///
/// @param endpoint null for AWS itself
/// @param region null to look where the SDK looks, or `us-east-1` if there is an endpoint
/// @param catalogId an account; empty for that of the credentials
public record GlueLocation(
        String database, @Nullable URI endpoint, @Nullable String region, Optional<String> catalogId) {

    /// What Athena takes.
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,255}");

    public GlueLocation {
        if (!NAME.matcher(database).matches()) {
            throw new IllegalArgumentException(
                    "'" + database + "' is no database of Glue: lower-case letters, digits and underscores");
        }
        if (endpoint != null
                && (endpoint.getHost() == null
                        || !("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme())))) {
            throw new IllegalArgumentException("'" + endpoint + "' is no endpoint: http://HOST:PORT or https://HOST");
        }
    }
}
