package io.varve.metadata.replica;

import io.varve.core.Doors;
import io.varve.metadata.journal.Journal;

/// What a replica works with.
public record ReplicaParts(
        Journal journal, Snapshots snapshots, RunTables runTables, VoidMarkers voidMarkers, Doors doors) {}
