package io.varve.table;

import java.time.Duration;

/// How tables are kept up.
///
/// @param every how often topics are looked at, unless somebody asks for it
/// @param snapshotsKept for how long a table can be read as it was
/// @param maxSnapshots of those that are younger, the latest so many are kept: each takes room in the metadata, which
/// is
///     written anew with every change
public record PublishSettings(Duration every, Duration snapshotsKept, int maxSnapshots) {

    public static final PublishSettings DEFAULT =
            new PublishSettings(Duration.ofMinutes(1), Duration.ofHours(24), 1000);

    public PublishSettings {
        if (!every.isPositive() || snapshotsKept.isNegative() || maxSnapshots < 1) {
            throw new IllegalArgumentException(
                    "tables looked at every " + every + ", with snapshots of " + snapshotsKept + ", " + maxSnapshots);
        }
    }
}
