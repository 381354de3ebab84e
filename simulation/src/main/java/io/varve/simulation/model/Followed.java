package io.varve.simulation.model;

import org.jspecify.annotations.Nullable;

/// Where a replica is after it has read.
///
/// @param resynced whether it has started again from a snapshot
/// @param flaw why it has halted, null if it has not
record Followed(
        Prefix prefix,
        int checkedDay,
        boolean resynced,
        @Nullable String flaw) {}
