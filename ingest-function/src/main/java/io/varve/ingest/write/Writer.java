package io.varve.ingest.write;

import io.varve.core.Id128;
import java.util.function.IntSupplier;

/// Who writes objects.
///
/// @param nodeId this node's number at the time
/// @param incarnation the life of this process
public record Writer(Id128 clusterId, IntSupplier nodeId, Id128 incarnation) {}
