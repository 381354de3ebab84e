package io.varve.ingest.write;

import io.varve.core.Id128;

/// Who writes objects.
///
/// @param incarnation the life of this process
public record Writer(Id128 clusterId, int nodeId, Id128 incarnation) {}
