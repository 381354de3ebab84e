package io.varve.storage.config;

import io.varve.storage.ObjectKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The text after the scheme of a bucket's URI, taken apart.
record BucketUri(String text, String bucket, String path, Map<String, String> parameters) {

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /// What servers other than AWS expect where nothing else was configured.
    private static final String DEFAULT_REGION = "us-east-1";

    /// @param text the whole URI, for messages
    /// @param rest what follows the scheme's colon
    static BucketUri parse(String text, String rest, Set<String> known) {
        int question = rest.indexOf('?');
        String location = question < 0 ? rest : rest.substring(0, question);
        if (!location.startsWith("//")) {
            throw new StoreConfigException("'" + text + "' names no bucket; write //BUCKET after the colon");
        }
        int slash = location.indexOf('/', 2);
        String bucket = location.substring(2, slash < 0 ? location.length() : slash);
        if (!BUCKET.matcher(bucket).matches()) {
            throw new StoreConfigException(
                    "'" + bucket + "' in '" + text
                            + "' cannot be a bucket's name: 3 to 63 of a-z, 0-9, dot and hyphen, a letter or digit at both ends");
        }
        String path = slash < 0 ? "" : path(text, location.substring(slash + 1));
        String query = question < 0 ? "" : rest.substring(question + 1);
        return new BucketUri(text, bucket, path, parameters(text, query, known));
    }

    StoreUri.S3 s3() {
        URI endpoint = parameters.containsKey("endpoint") ? endpoint() : null;
        return new StoreUri.S3(bucket, path, endpoint, parameters.get("region"), pathStyle(endpoint));
    }

    StoreUri.Minio minio() {
        if (!parameters.containsKey("endpoint")) {
            throw new StoreConfigException(
                    "'" + text + "' does not say where MinIO is; add ?endpoint=http://HOST:PORT");
        }
        return new StoreUri.Minio(bucket, path, endpoint(), parameters.getOrDefault("region", DEFAULT_REGION));
    }

    /// Servers that are not AWS are seldom reached by a host name for each bucket.
    private boolean pathStyle(@Nullable URI endpoint) {
        String value = parameters.getOrDefault("path-style", Boolean.toString(endpoint != null));
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new StoreConfigException("path-style in '" + text + "' must be true or false");
        };
    }

    private URI endpoint() {
        String value = parameters.getOrDefault("endpoint", "");
        try {
            URI endpoint = new URI(value);
            boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
            String below = endpoint.getRawPath();
            if (http
                    && endpoint.getHost() != null
                    && endpoint.getUserInfo() == null
                    && below != null
                    && (below.isEmpty() || below.equals("/"))
                    && endpoint.getRawQuery() == null) {
                return new URI(endpoint.getScheme(), null, endpoint.getHost(), endpoint.getPort(), null, null, null);
            }
        } catch (URISyntaxException e) {
            throw badEndpoint(value, e);
        }
        throw badEndpoint(value, null);
    }

    private StoreConfigException badEndpoint(String value, @Nullable Throwable cause) {
        return new StoreConfigException(
                "endpoint '" + value + "' in '" + text + "' must be like http://HOST:PORT or https://HOST", cause);
    }

    private static String path(String text, String rest) {
        String path = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        try {
            return path.isEmpty() ? path : ObjectKey.check(path);
        } catch (IllegalArgumentException e) {
            throw new StoreConfigException(
                    "the path in '" + text + "' cannot begin the names of objects: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> parameters(String text, String query, Set<String> known) {
        Map<String, String> parameters = new TreeMap<>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (!known.contains(name)) {
                throw new StoreConfigException("unknown parameter '" + name + "' in '" + text + "'; known are "
                        + String.join(", ", new TreeSet<>(known)));
            }
            String value = equals < 0 ? "" : decoded(text, parameter.substring(equals + 1));
            if (value.isEmpty() || parameters.put(name, value) != null) {
                throw new StoreConfigException("parameter '" + name + "' in '" + text + "' must have one value");
            }
        }
        return parameters;
    }

    private static String decoded(String text, String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new StoreConfigException(
                    "a parameter of '" + text + "' is not encoded rightly: " + e.getMessage(), e);
        }
    }
}
