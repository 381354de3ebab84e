package io.varve.kafka.api;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;

/// The versions of APIs that ingest nodes answer and readers refuse or forward: clients take what one node says for
/// true of all.
public final class SharedVersions {

    public static final VersionRange PRODUCE = VersionRange.of(3, 12);

    /// Of what changes topics, configs and logs otherwise than by records.
    public static final Map<ApiKeys, VersionRange> OF_CHANGES = ofChanges();

    private SharedVersions() {}

    /// The versions of one of [#OF_CHANGES].
    public static VersionRange of(ApiKeys api) {
        VersionRange versions = OF_CHANGES.get(api);
        if (versions == null) {
            throw new IllegalArgumentException(api.name + " changes nothing");
        }
        return versions;
    }

    private static Map<ApiKeys, VersionRange> ofChanges() {
        var versions = new EnumMap<ApiKeys, VersionRange>(ApiKeys.class);
        versions.put(ApiKeys.CREATE_TOPICS, VersionRange.of(2, 7));
        versions.put(ApiKeys.DELETE_TOPICS, VersionRange.of(1, 6));
        versions.put(ApiKeys.DELETE_RECORDS, VersionRange.of(0, 2));
        versions.put(ApiKeys.INIT_PRODUCER_ID, VersionRange.of(0, 5));
        versions.put(ApiKeys.ALTER_CONFIGS, VersionRange.of(0, 2));
        versions.put(ApiKeys.CREATE_PARTITIONS, VersionRange.of(0, 3));
        versions.put(ApiKeys.INCREMENTAL_ALTER_CONFIGS, VersionRange.of(0, 1));
        return Collections.unmodifiableMap(versions);
    }
}
