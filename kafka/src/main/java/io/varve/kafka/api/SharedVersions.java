package io.varve.kafka.api;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.protocol.ApiKeys;

/// The versions of APIs that ingest nodes answer and readers refuse or forward: clients take what one node says for
/// true of all.
public final class SharedVersions {

    public static final VersionRange PRODUCE = VersionRange.of(3, 12);

    /// Of what readers cannot answer by themselves, since only coordinators know the configs of groups.
    public static final VersionRange DESCRIBE_CONFIGS = VersionRange.of(1, 4);

    /// Of what changes topics, configs and logs otherwise than by records.
    public static final Map<ApiKeys, VersionRange> OF_CHANGES = ofChanges();

    /// Of what only the coordinator of a group answers.
    public static final Map<ApiKeys, VersionRange> OF_GROUPS = ofGroups();

    /// Of what only the coordinator of a transactional id answers.
    public static final Set<ApiKeys> OF_TRANSACTION_COORDINATORS = Collections.unmodifiableSet(
            EnumSet.of(ApiKeys.ADD_PARTITIONS_TO_TXN, ApiKeys.ADD_OFFSETS_TO_TXN, ApiKeys.END_TXN));

    /// Of what tells of transactions or changes them, but for INIT_PRODUCER_ID.
    public static final Map<ApiKeys, VersionRange> OF_TRANSACTIONS = ofTransactions();

    private SharedVersions() {}

    /// The versions of one of [#OF_TRANSACTIONS].
    public static VersionRange ofTransactions(ApiKeys api) {
        VersionRange versions = OF_TRANSACTIONS.get(api);
        if (versions == null) {
            throw new IllegalArgumentException(api.name + " is not about transactions");
        }
        return versions;
    }

    private static Map<ApiKeys, VersionRange> ofTransactions() {
        var versions = new EnumMap<ApiKeys, VersionRange>(ApiKeys.class);
        versions.put(ApiKeys.ADD_PARTITIONS_TO_TXN, VersionRange.of(0, 5));
        versions.put(ApiKeys.ADD_OFFSETS_TO_TXN, VersionRange.of(0, 4));
        versions.put(ApiKeys.END_TXN, VersionRange.of(0, 5));
        versions.put(ApiKeys.WRITE_TXN_MARKERS, VersionRange.of(1, 2));
        versions.put(ApiKeys.DESCRIBE_PRODUCERS, VersionRange.of(0, 0));
        versions.put(ApiKeys.DESCRIBE_TRANSACTIONS, VersionRange.of(0, 0));
        versions.put(ApiKeys.LIST_TRANSACTIONS, VersionRange.of(0, 2));
        return Collections.unmodifiableMap(versions);
    }

    /// The versions of one of [#OF_CHANGES].
    public static VersionRange of(ApiKeys api) {
        VersionRange versions = OF_CHANGES.get(api);
        if (versions == null) {
            throw new IllegalArgumentException(api.name + " changes nothing");
        }
        return versions;
    }

    /// The versions of one of [#OF_GROUPS].
    public static VersionRange ofGroups(ApiKeys api) {
        VersionRange versions = OF_GROUPS.get(api);
        if (versions == null) {
            throw new IllegalArgumentException(api.name + " is not about groups");
        }
        return versions;
    }

    private static Map<ApiKeys, VersionRange> ofGroups() {
        var versions = new EnumMap<ApiKeys, VersionRange>(ApiKeys.class);
        // The newest of the next two name topics by their ids.
        versions.put(ApiKeys.OFFSET_COMMIT, VersionRange.of(2, 9));
        versions.put(ApiKeys.OFFSET_FETCH, VersionRange.of(1, 9));
        versions.put(ApiKeys.JOIN_GROUP, VersionRange.of(0, 9));
        versions.put(ApiKeys.HEARTBEAT, VersionRange.of(0, 4));
        versions.put(ApiKeys.LEAVE_GROUP, VersionRange.of(0, 5));
        versions.put(ApiKeys.SYNC_GROUP, VersionRange.of(0, 5));
        versions.put(ApiKeys.DESCRIBE_GROUPS, VersionRange.of(0, 6));
        versions.put(ApiKeys.LIST_GROUPS, VersionRange.of(0, 5));
        versions.put(ApiKeys.DELETE_GROUPS, VersionRange.of(0, 2));
        versions.put(ApiKeys.OFFSET_DELETE, VersionRange.of(0, 0));
        // The newest names topics by their ids.
        versions.put(ApiKeys.TXN_OFFSET_COMMIT, VersionRange.of(0, 5));
        versions.put(ApiKeys.CONSUMER_GROUP_HEARTBEAT, VersionRange.of(0, 1));
        versions.put(ApiKeys.CONSUMER_GROUP_DESCRIBE, VersionRange.of(0, 1));
        versions.put(ApiKeys.STREAMS_GROUP_HEARTBEAT, VersionRange.of(0, 0));
        versions.put(ApiKeys.STREAMS_GROUP_DESCRIBE, VersionRange.of(0, 0));
        return Collections.unmodifiableMap(versions);
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
