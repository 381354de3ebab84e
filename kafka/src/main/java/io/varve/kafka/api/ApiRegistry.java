package io.varve.kafka.api;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.ApiKeys;

/// The APIs that a listener serves. ApiVersions is made from it and is always among them. Immutable.
public final class ApiRegistry {

    private final Map<ApiKeys, ApiHandler<?>> handlers = new EnumMap<>(ApiKeys.class);

    /// @throws IllegalArgumentException if an API has two handlers, or a version that the message classes do not
    /// know
    public ApiRegistry(Collection<? extends ApiHandler<?>> handlers, Features features) {
        handlers.forEach(this::register);
        register(new Api18ApiVersions(this, features));
    }

    private void register(ApiHandler<?> handler) {
        ApiKeys api = handler.api();
        VersionRange versions = handler.versions();
        if (versions.min() < api.oldestVersion() || versions.max() > api.latestVersion()) {
            throw new IllegalArgumentException(api.name + " cannot be encoded in all of the versions " + versions);
        }
        if (handlers.putIfAbsent(api, handler) != null) {
            throw new IllegalArgumentException(api.name + " has two handlers");
        }
    }

    /// The handler of this version of the API, if it is served.
    public Optional<ApiHandler<?>> find(ApiKeys api, short version) {
        ApiHandler<?> handler = handlers.get(api);
        return handler != null && handler.versions().contains(version) ? Optional.of(handler) : Optional.empty();
    }

    /// What is served, by API key.
    public SortedMap<ApiKeys, VersionRange> versions() {
        var versions = new TreeMap<ApiKeys, VersionRange>();
        handlers.forEach((api, handler) -> versions.put(api, handler.versions()));
        return versions;
    }

    /// The answer to an ApiVersions request of a version that is not served, to be encoded in version 0:
    /// the client then tries again with a version it finds there (KIP-511).
    public Reply unsupportedApiVersions() {
        return Api18ApiVersions.unsupported();
    }
}
