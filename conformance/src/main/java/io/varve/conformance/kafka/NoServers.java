package io.varve.conformance.kafka;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A map of no servers, which ends the test that looks for a certain one.
final class NoServers<S> extends AbstractMap<Integer, S> {

    private final String what;

    NoServers(String what) {
        this.what = what;
    }

    @Override
    public Set<Map.Entry<Integer, S>> entrySet() {
        return Set.of();
    }

    @Override
    public @Nullable S get(@Nullable Object id) {
        throw new BeyondClients(what);
    }
}
