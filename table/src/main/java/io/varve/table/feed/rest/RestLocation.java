package io.varve.table.feed.rest;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.rest.auth.AuthProperties;
import org.apache.iceberg.rest.auth.OAuth2Properties;

/// Where an Iceberg REST catalog is, and which part of it is fed.
///
/// @param warehouse what the server calls the catalog that is meant, where it has several
/// @param prefix of the paths, where the server does not say it itself
/// @param namespace its levels with dots between them
public record RestLocation(
        URI uri, Optional<String> warehouse, Optional<String> prefix, String namespace, Access access) {

    private static final String PREFIX = "prefix";

    public RestLocation {
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "'" + uri + "' is no REST catalog: http://HOST:PORT/PATH or https://HOST/PATH");
        }
        if (namespace.isEmpty() || namespace.startsWith(".") || namespace.endsWith(".") || namespace.contains("..")) {
            throw new IllegalArgumentException("'" + namespace + "' is no namespace");
        }
    }

    /// How a request says who makes it.
    ///
    /// @param token a bearer's, as it is
    /// @param credential `ID:SECRET` or `SECRET`, for which a token is got
    /// @param server where a token is got; the catalog itself if it is empty
    /// @param scope of the token that is got
    public record Access(
            Optional<String> token, Optional<String> credential, Optional<URI> server, Optional<String> scope) {

        public static final Access NONE =
                new Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public Access {
            if (token.isPresent() && credential.isPresent()) {
                throw new IllegalArgumentException("either a token or a credential says who asks, not both");
            }
        }

        private Map<String, String> properties() {
            var properties = new LinkedHashMap<String, String>();
            properties.put(
                    AuthProperties.AUTH_TYPE,
                    token.isPresent() || credential.isPresent()
                            ? AuthProperties.AUTH_TYPE_OAUTH2
                            : AuthProperties.AUTH_TYPE_NONE);
            token.ifPresent(text -> properties.put(OAuth2Properties.TOKEN, text));
            credential.ifPresent(text -> properties.put(OAuth2Properties.CREDENTIAL, text));
            server.ifPresent(place -> properties.put(OAuth2Properties.OAUTH2_SERVER_URI, place.toString()));
            scope.ifPresent(text -> properties.put(OAuth2Properties.SCOPE, text));
            return properties;
        }

        @Override
        public String toString() {
            return token.isPresent() ? "a token" : credential.isPresent() ? "a credential" : "nothing";
        }
    }

    Namespace levels() {
        return Namespace.of(namespace.split("\\."));
    }

    /// By the names that Iceberg's client knows.
    Map<String, String> properties() {
        var properties = new LinkedHashMap<>(access.properties());
        properties.put(CatalogProperties.URI, uri.toString());
        warehouse.ifPresent(name -> properties.put(CatalogProperties.WAREHOUSE_LOCATION, name));
        prefix.ifPresent(path -> properties.put(PREFIX, path));
        return properties;
    }
}
